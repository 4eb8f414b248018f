"""Texts that scripts of the page show: by key, from the same catalogues as everything else."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from service.phrases import message
from service.tongues import Tongue

_LENGTHS = {"length": message("{minutes} min")}
_PLACES = {
    "place_found": message("Found, to about a kilometre."),
    "place_refused": message("The browser did not give a location; choose a place instead."),
    "place_looking": message("Looking …"),
    "places_found": message("Places with this name: {count}. Choose one from the list."),
    "places_none": message("No place of this name is found."),
    "place_saved": message("{place} is saved in this browser."),
    "place_forgotten": message("{place} is forgotten."),
    "place_forget": message("Forget {place}"),
    "place_read": message("Read as latitude {latitude}, longitude {longitude}."),
    "place_missing": message("Give a place first, then save it."),
    "place_unsaved": message("This browser does not let the page save anything."),
}
_FORM = {
    "choices_filled": message("Filled in as you left it. This browser alone remembers it."),
    "choices_forgotten": message("Everything is forgotten: nothing of it is in this browser now."),
    "link_copied": message("Link copied."),
    "link_shown": message("Copy this link:"),
    "link_shared": message("Link shared."),
    "link_filled": message("Filled in from the link you opened."),
    "now_chosen": message("No time is given: that means now."),
}
_ANSWER = {
    "answer_offline": message(
        "There is no connection, so there is no answer to this. It is asked for again as soon as "
        "there is one."
    ),
    "answer_failed": message("The server could not answer. Please try again in a moment."),
    "answer_retry": message("Try again"),
    "answer_new": message("The answer is up to date."),
    "reading_uv": message("{time}: UV index {uv}, the sun {sun}° high."),
    "reading_uv_clear": message("{time}: UV index {uv} (clear sky {clear}), the sun {sun}° high."),
    "reading_rate": message("{rate} IU a minute."),
    "reading_night": message("{time}: the sun is below the horizon."),
    "reading_target": message("Started then: {target} IU after about {minutes} min."),
    "reading_no_target": message("Started then: {target} IU are not reached."),
    "reading_limit": message("Sun at most {minutes} min."),
}
_SESSION = {
    "session_title": message("Live session"),
    "session_start": message("Start in the sun"),
    "session_starting": message("Asking for the sun of now …"),
    "session_pause": message("Pause"),
    "session_resume": message("Resume"),
    "session_stop": message("Stop"),
    "session_pause_hint": message(
        "Pause indoors or when covered up: nothing is counted then. Open shade still lets a part "
        "of the ultraviolet through. Changed your clothes? Stop and start anew."
    ),
    "session_sound": message("Sound"),
    "session_screen": message("Keep the screen on"),
    "session_honest": message(
        "A closed browser cannot warn, and a phone in the pocket may warn late. "
        "Set a timer as well."
    ),
    "session_time": message("In the sun"),
    "session_made": message("Vitamin D"),
    "session_limit": message("Of your limit"),
    "session_burn": message("Of a sunburn"),
    "session_iu": message("{iu} IU ({low} to {high})"),
    "session_central": message("{iu} IU"),
    "session_range": message("{low} to {high}"),
    "session_sensitive": message("{share} if your skin is sensitive for its type"),
    "session_earlier": message(
        "Counted with it: {share} of the limit from earlier sessions of the last 24 hours. "
        "Delete them below if they were somebody else’s."
    ),
    "session_without_told_sky": message(
        "The UV index or clouds you gave were of another time: this goes by what the service knows."
    ),
    "session_since": message("since {time}"),
    "session_unreadable": message(
        "A session that was running could not be read any more: nothing is counted and nothing "
        "warns."
    ),
    "session_limit_at": message("The limit comes at {time} if you stay in the sun."),
    "session_no_limit": message("The limit does not come within the next hours."),
    "session_paused": message("Paused: nothing is counted."),
    "session_advice": message("Cover up or go indoors."),
    "session_half": message("Half of your limit is reached."),
    "session_over": message("Your limit is reached: cover up or go indoors now."),
    "session_title_half": message("Half of the limit"),
    "session_title_limit": message("Limit reached"),
    "session_stale": message(
        "Since {time} nothing is counted, because the sun of that time is not known without a "
        "connection. Cover up."
    ),
    "session_renewed": message("The sun of the next hours has been asked for: it goes on."),
    "session_heard": message("{time} in the sun: {iu}, {limit} of the limit."),
    "session_no_course": message(
        "This cannot be started: something in the form is to be corrected, or does not allow it. "
        "Press “How long?” to see what."
    ),
    "session_offline": message(
        "This cannot be started without a connection: the sun of now is not known."
    ),
    "session_curve": message("Vitamin D and dose since the start"),
    "session_key_iu": message("vitamin D, of your target"),
    "session_key_limit": message("dose, of your limit"),
    "session_summary": message(
        "{time} in the sun: {burn} of a sunburn, vitamin D {iu}. Earlier sessions counted, "
        "{limit} of the limit were reached."
    ),
    "session_incomplete": message(
        "It may have been more: a part could not be counted without a connection."
    ),
    "session_forgotten": message(
        "The session was ended, because everything was forgotten: nothing is counted and nothing "
        "warns any more."
    ),
    "session_past": message("Past sessions"),
    "session_past_hint": message(
        "Kept in this browser only, 200 at most. Deleting one here deletes nothing in an account."
    ),
    "session_delete": message("Delete"),
    "session_delete_of": message("Delete the session of {time}"),
    "session_synced": message("Sent to your account."),
    "session_export_json": message("Export as JSON"),
    "session_export_csv": message("Export as CSV"),
    "session_forget": message("Forget all"),
    "session_sync": message("Sync with your account"),
    "session_sync_hint": message(
        "Sends when, where to a kilometre, and how much skin was bare. A token is made by "
        "“solferol single-user” or by your app."
    ),
    "session_token": message("Token"),
    "session_keep_token": message("Keep on this device"),
    "session_send": message("Send"),
    "session_sync_sending": message("Sending …"),
    "session_sync_nothing": message("Every session has been sent already."),
    "session_sync_no_token": message("Fill in the token first."),
    "session_sync_done": message(
        "Sessions sent: {sessions}. Samples created: {created}, there already: {unchanged}."
    ),
    "session_sync_rejected": message("Not taken: {detail}."),
    "session_sync_401": message("This token is not known, or has ended: make a new one."),
    "session_sync_403": message("This token may not send samples."),
    "session_sync_refused": message("The server refused it ({status}): try again later."),
    "session_sync_offline": message("The server could not be reached: nothing is lost, try again."),
}
_OFFLINE = {
    "offline_install": message("Install"),
    "offline_given_for_then": message("Given on {given}, for {place}, {then}."),
    "offline_given_for": message("Given on {given}, for {place}."),
    "offline_a_place": message("the place that was asked about"),
    "offline_forgotten": message("The last answer is forgotten."),
    "offline_back": message("There is a connection again."),
}


@lru_cache(maxsize=64)
def script_words(tongue: Tongue) -> Mapping[str, str]:
    """Tell every text that scripts need, with its places left open."""
    together = _LENGTHS | _PLACES | _FORM | _ANSWER | _SESSION | _OFFLINE
    return MappingProxyType({key: tongue.text(text) for key, text in together.items()})
