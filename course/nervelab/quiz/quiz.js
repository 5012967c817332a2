// One question: native radio buttons, a Check button, feedback. Works without the kernel.

let views = 0;

function render({ model, el }) {
  const { kind, stem, options, sources } = model.get("content");
  const group = `nervelab-question-${++views}`; // two views of one question must not share their radios

  const radios = options.map((_, i) =>
    make("input", { type: "radio", name: group, value: i, ...(i === model.get("choice") && { checked: "" }) }),
  );
  const labels = options.map(({ letter, text }, i) =>
    make("label", {}, radios[i], make("span", {}, `(${letter}) `, ...inline(text))),
  );
  // A form, so that Enter on an answer checks it.
  const form = make(
    "form",
    {},
    make("fieldset", {}, make("legend", {}, ...paragraphs(stem, "span")), ...labels),
    make("button", { type: "submit" }, "Check"),
  );
  const first = make("p", { class: "nervelab-first" });
  const status = make("div", { role: "status" });

  el.classList.add("nervelab-question");
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

  const stop = (event) => {
    // Arrow keys choose an answer here; they must not move between notebook cells. Ctrl+S still saves.
    if (!((event.ctrlKey || event.metaKey) && event.key.length === 1)) event.stopPropagation();
  };
  el.addEventListener("keydown", stop);

  return () => {
    model.off("change:choice", show);
    el.removeEventListener("keydown", stop);
  };
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
