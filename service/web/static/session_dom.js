// Small helpers for parts of a page that scripts make.

const SVG = "http://www.w3.org/2000/svg";

function filled(element, attributes, children) {
  Object.entries(attributes).forEach(([name, value]) => {
    if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== false && value !== null) {
      element.setAttribute(name, value);
    }
  });
  element.append(...children);
  return element;
}

export const el = (name, attributes = {}, ...children) =>
  filled(document.createElement(name), attributes, children);

export const svg = (name, attributes = {}, ...children) =>
  filled(document.createElementNS(SVG, name), attributes, children);

// Whoever listens to a part of the page hears only what is new in it.
export function write(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

export function button(text, onClick, attributes = {}) {
  const made = el("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", onClick);
  return made;
}

export function checkbox(text, name, onChange) {
  const input = el("input", { type: "checkbox", name });
  input.addEventListener("change", () => onChange(input.checked));
  return { input, label: el("label", { class: "option" }, input, el("span", {}, text)) };
}

// Hands a file to the browser without a server.
export function download(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = el("a", { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}
