// The questionnaire on skin type: it changes no answer until it is asked for a type.

export function setUpQuestionnaire() {
  const form = document.getElementById("ask");
  document.getElementById("quiz").addEventListener("change", (event) => event.stopPropagation());
  form.addEventListener("submit", (event) => {
    if (event.submitter?.id === "ask-skin") {
      // Its result is in the form itself: the browser fetches the whole page.
      event.stopImmediatePropagation();
    }
  });
}
