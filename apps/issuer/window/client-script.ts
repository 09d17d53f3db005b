/**
 * The window's own program: shows what the desk shows, as soon as it changes, and ends no work. While it listens, the
 * application knows that its window is open.
 */
export const CLIENT_SCRIPT = `
const shown = Number(document.documentElement.dataset.version);
const events = new EventSource("events");
events.addEventListener("version", (event) => {
  if (Number(event.data) !== shown) location.replace(location.pathname.replace(/[^/]*$/, ""));
});
events.addEventListener("ended", () => { events.close(); window.close(); });
for (const form of document.forms) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
  });
}
`;
