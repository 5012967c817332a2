// Questions with native radio buttons: one that gives feedback, and a test that asks many and gives it at the end.

function render({ model, el }) {
  el.classList.add("nervelab-question");
  const stop = (event) => {
    // Arrow keys choose an answer here; they must not move between notebook cells. Ctrl+S still saves.
    if (!((event.ctrlKey || event.metaKey) && event.key.length === 1)) event.stopPropagation();
  };
  el.addEventListener("keydown", stop);
  const leave = (model.get("content").items ? test : question)({ model, el });
  return () => {
    leave();
    el.removeEventListener("keydown", stop);
  };
}

// --- one question: radio buttons, a Check button, feedback. Works without the kernel ----------------

function question({ model, el }) {
  const { kind, stem, options, sources } = model.get("content");
  const [radios, fieldset] = ask(stem, options);
  // A form, so that Enter on an answer checks it.
  const form = make("form", {}, fieldset, make("button", { type: "submit" }, "Check"));
  const first = make("p", { class: "nervelab-first" });
  const status = make("div", { role: "status" });
  el.append(form, first, status);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const choice = radios.findIndex((radio) => radio.checked);
    if (choice < 0) {
      status.replaceChildren(make("p", {}, "Choose an answer first."));
      return;
    }
    if (model.get("first") < 0) model.set("first", choice);
    model.set("answered", true);
    model.set("choice", choice);
    model.save_changes();
  });

  const show = () => {
    const choice = model.get("choice");
    const began = model.get("first");
    first.textContent = kind === "predict" && began >= 0 ? `You first chose (${options[began].letter}).` : "";
    radios.forEach((radio, i) => (radio.checked = i === choice));
    status.replaceChildren(...(choice < 0 ? [] : feedback(options[choice], sources)));
  };
  show();
  model.on("change:choice", show);

  return () => model.off("change:choice", show);
}

// --- a test: one question at a time, no feedback before the end --------------------------------------

function test({ model, el }) {
  const { items, closed } = model.get("content");
  const answer = (item) => model.get("choices")[item.id];
  const firstOpen = items.findIndex((item) => answer(item) === undefined);
  let at = firstOpen < 0 ? items.length - 1 : firstOpen;

  const page = make("div");
  const status = make("div", { role: "status", tabindex: "-1" });
  el.append(page, status);

  const show = (move) => {
    if (model.get("finished")) return end(move);
    const item = items[at];
    const place = `Question ${at + 1} of ${items.length}`;
    const [radios, fieldset] = ask(item.stem, item.options, place);
    const last = at === items.length - 1;
    const back = make("button", { type: "button", ...(at === 0 && { disabled: "" }) }, "Back");
    const form = make("form", {}, fieldset, make("button", { type: "submit" }, last ? "Finish" : "Next"), " ", back);
    radios.forEach((radio, i) => (radio.checked = item.options[i].value === answer(item)));
    back.addEventListener("click", () => go(at - 1));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const chosen = radios.findIndex((radio) => radio.checked);
      if (chosen < 0) return say("Choose an answer first. “I do not know yet” is one.");
      model.set("choices", { ...model.get("choices"), [item.id]: item.options[chosen].value });
      const open = items.findIndex((other) => answer(other) === undefined);
      if (!last) go(at + 1);
      else if (open >= 0) go(open);
      else model.set("finished", true);
      model.save_changes();
    });
    page.replaceChildren(form);
    status.replaceChildren();
    // Whoever answers from the keyboard goes on from there; the place is read with the question.
    if (move) (radios.find((radio) => radio.checked) ?? radios[0]).focus();
  };
  const go = (to) => {
    at = to;
    show(true);
  };
  const say = (text) => status.replaceChildren(make("p", {}, text));

  const end = (move) => {
    const report = model.get("report");
    page.replaceChildren(...(report.rows ? result(report) : []));
    el.prepend(status);
    say(report.rows ? report.summary.join(" ") : closed);
    if (move) status.focus(); // the button that was pressed is gone
  };
  const finish = () => show(true);
  show(false);
  model.on("change:finished", finish);
  model.on("change:report", finish);
  return () => {
    model.off("change:finished", finish);
    model.off("change:report", finish);
  };
}

function result({ bars, rows }) {
  const cell = (text) => make("td", {}, text);
  const drawn = bars.map(({ name, right, asked }) =>
    make(
      "p",
      { class: "nervelab-bar" },
      make("span", {}, `${name}: ${right} of ${asked}`),
      make("span", { "aria-hidden": "true", style: `--part: ${(100 * right) / asked}%` }),
    ),
  );
  const lines = rows.map(({ concept, before, after, change }) =>
    make("tr", {}, make("th", { scope: "row" }, concept), cell(before), cell(after), cell(change)),
  );
  const heads = ["Concept", "Before", "After", "Change"].map((head) => make("th", { scope: "col" }, head));
  const table = make(
    "table",
    {},
    make("caption", {}, "Each concept, before and after the course"),
    make("thead", {}, make("tr", {}, ...heads)),
    make("tbody", {}, ...lines),
  );
  const folds = rows.map(({ concept, after, stem, yours, options, sources }) =>
    make(
      "details",
      {},
      make("summary", {}, `${concept}: ${after}`),
      ...paragraphs(stem, "p"),
      ...yours.map((text) => make("p", {}, ...inline(text))),
      // The sources stand behind both texts: once is enough.
      ...options.flatMap((option, i) => feedback(option, i === options.length - 1 ? sources : [])),
    ),
  );
  return [...drawn, make("div", { class: "nervelab-scroll", tabindex: "0", role: "group", "aria-label": "Gains" }, table),
    make("p", {}, "What each answer says:"), ...folds];
}

// --- parts -------------------------------------------------------------------------------------------

let groups = 0;

function ask(stem, options, place) {
  const name = `nervelab-question-${++groups}`; // two views of one question must not share their radios
  const radios = options.map((_, i) => make("input", { type: "radio", name, value: i }));
  const labels = options.map(({ letter, text }, i) =>
    make("label", {}, radios[i], make("span", {}, `(${letter}) `, ...inline(text))),
  );
  const above = place ? [make("span", { class: "nervelab-place" }, place)] : [];
  return [radios, make("fieldset", {}, make("legend", {}, ...above, ...paragraphs(stem, "span")), ...labels)];
}

function feedback({ letter, verdict, feedback, belief }, sources) {
  const [opening, ...more] = paragraphs(feedback, "p");
  opening.prepend(`(${letter}) `, make("strong", {}, verdict), " ");
  const parts = [opening, ...more];
  if (belief) parts.push(make("p", {}, `A common belief stands behind this answer: ${belief}.`));
  if (sources.length) {
    const links = sources.flatMap(({ label, url, cite }) => [
      "; ",
      url ? make("a", { href: url, target: "_blank", rel: "noopener" }, label) : cite,
    ]);
    parts.push(make("p", {}, sources.length > 1 ? "Sources: " : "Source: ", ...links.slice(1)));
  }
  return parts;
}

// --- text: nothing in a question can become markup --------------------------------------------------

function paragraphs(text, tag) {
  return text.trim().split(/\n\s*\n/).map((part) => make(tag, {}, ...inline(part)));
}

const MARKS = { "**": "strong", "*": "em", "`": "code" };

function inline(text) {
  return text.split(/(\*\*[^*]+\*\*|\*[^*]+\*|`[^`]+`)/).map((part) => {
    const [, mark, inner] = part.match(/^(\*\*|\*|`)([^]+)\1$/) ?? [];
    return mark ? make(MARKS[mark], {}, inner) : part;
  });
}

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

export default { render };
