// Small comforts; every page works without them.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    const items = source.querySelectorAll("li");
    await navigator.clipboard.writeText([...(items.length ? items : [source])].map((item) => item.textContent).join("\n"));
    if (!button.textContent.startsWith("✓")) button.prepend("✓ ");
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
// Without this the pages say UTC.
for (const moment of document.querySelectorAll("time[data-local]")) {
  const time = { hour: "numeric", minute: "2-digit", second: "2-digit", timeZoneName: "short" };
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { year: "numeric", month: "short", day: "numeric", ...time });
  moment.title = moment.textContent;
  moment.textContent = format.format(new Date(moment.dateTime));
}
// A password may be looked at; the words for it come from the page.
for (const input of document.querySelectorAll("input[type=password][data-show]")) {
  const box = Object.assign(document.createElement("input"), { type: "checkbox", id: input.id + "_show" });
  const label = Object.assign(document.createElement("label"), { htmlFor: box.id, textContent: input.dataset.show });
  const row = Object.assign(document.createElement("div"), { className: "check" });
  row.append(box, label);
  input.after(row);
  box.addEventListener("change", () => { input.type = box.checked ? "text" : "password"; });
  input.form.addEventListener("submit", () => { input.type = "password"; }); // so that it is saved as what it is
}
// A doubled click sends a form once: the second answer would find the first one's work done.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
