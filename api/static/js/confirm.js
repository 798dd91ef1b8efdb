// Asks before a button with data-confirm sends its form. Without this script the form is sent at once.

const dialog = document.getElementById("confirm-dialog");

function ask(button) {
  dialog.querySelector(".confirm-question").textContent = button.dataset.confirm;
  dialog.querySelector(".confirm-yes").textContent = button.textContent.trim();
  dialog.returnValue = "";
  dialog.addEventListener(
    "close",
    () => {
      if (dialog.returnValue === "yes") {
        button.dataset.confirmed = "";
        button.click();
        delete button.dataset.confirmed;
      } else {
        button.focus();
      }
    },
    { once: true },
  );
  dialog.showModal();
}

// In the capture phase, so that neither the form nor htmx sees the click before the person has answered.
document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest("[data-confirm]");
    if (!button || "confirmed" in button.dataset) return;
    // A form that the browser will refuse to send needs no question.
    if (button.form && !button.form.checkValidity()) return;
    event.preventDefault();
    event.stopPropagation();
    ask(button);
  },
  { capture: true },
);
