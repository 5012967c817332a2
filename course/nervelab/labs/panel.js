// The text under a lab's figure, and the accessibility of the widgets beside it.
//
// ipywidgets and plotly draw the controls and the figure. This view, which lives in the same lab, tells
// assistive technology what they are: names, units, a description. It only ever adds attributes.

let views = 0;
let radioGroups = 0;

function render({ model, el }) {
  const id = `nervelab-panel-${++views}`;
  const text = build(el, id, model);

  const show = () => {
    text.error.textContent = model.get("error");
    text.sentence.textContent = model.get("sentence");
    text.illustrative.textContent = model.get("illustrative");
    text.code.textContent = model.get("code");
    fillTable(text.table, model.get("name"), model.get("columns"), model.get("rows"));
    fillList(text.leavesOut, model.get("leaves_out"));
  };
  show();
  model.on("change", show);

  let detach = () => {};
  // The lab's root exists only once JupyterLab has put this view into the page.
  let waiting = requestAnimationFrame(function attach() {
    const root = el.closest(".nervelab-lab");
    if (root) detach = tend(root, model, `${id}-sentence`);
    else waiting = requestAnimationFrame(attach);
  });

  return () => {
    cancelAnimationFrame(waiting);
    model.off("change", show);
    detach();
  };
}

// --- what this view draws ---------------------------------------------------------------------------

function build(el, id, model) {
  el.classList.add("nervelab-panel");
  const make = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };
  const fold = (title, ...children) =>
    make("details", {}, make("summary", {}, title), make("div", { class: "nervelab-fold" }, ...children));

  const error = make("p", { class: "nervelab-error", role: "alert" });
  const sentence = make("p", { id: `${id}-sentence`, class: "nervelab-sentence", role: "status" });
  const illustrative = make("p", { class: "nervelab-illustrative" });
  const table = make("table");
  // A long table scrolls inside its fold; the keyboard must be able to scroll it too.
  const scroll = make("div", { class: "nervelab-scroll", tabindex: "0", role: "region", "aria-label": "Table" }, table);
  const code = make("code");
  const listing = make("pre", { tabindex: "0", role: "region", "aria-label": "Python code" }, code);
  const copied = make("span", { class: "nervelab-copied", role: "status" });
  const button = make("button", { type: "button", class: "jupyter-button nervelab-copy" }, "Copy");
  const leavesOut = make("ul");

  button.addEventListener("click", async () => {
    copied.textContent = "";
    try {
      await navigator.clipboard.writeText(model.get("code"));
      copied.textContent = "Copied";
    } catch {
      // No permission, or a page without https: leave the text selected, one key press away.
      getSelection().selectAllChildren(code);
      copied.textContent = "Selected: press Ctrl+C or ⌘C";
    }
  });
  model.on("change:code", () => (copied.textContent = ""));

  el.append(
    error,
    sentence,
    illustrative,
    make(
      "div",
      { class: "nervelab-folds" },
      fold("Show as table", scroll),
      fold("Copy as Python", listing, make("div", {}, button, copied)),
      fold("What this model leaves out", leavesOut),
    ),
  );
  return { error, sentence, illustrative, table, code, leavesOut };
}

function fillTable(table, caption, columns, rows) {
  const row = (tag, cells) => {
    const tr = document.createElement("tr");
    for (const cell of cells) {
      const node = document.createElement(tag);
      if (tag === "th") node.scope = "col";
      node.textContent = cell;
      tr.append(node);
    }
    return tr;
  };
  table.createCaption().textContent = caption;
  table.replaceChildren(table.caption, row("th", columns), ...rows.map((cells) => row("td", cells)));
}

function fillList(list, items) {
  list.replaceChildren(
    ...items.map((item) => {
      const li = document.createElement("li");
      li.textContent = item;
      return li;
    }),
  );
}

// --- what it does for its neighbours ------------------------------------------------------------------

function tend(root, model, sentence) {
  const controls = root.querySelector(".nervelab-controls");
  const figure = root.querySelector(".nervelab-figure");

  const stop = (event) => {
    // Arrow keys, Enter or a letter here must not move, run or edit notebook cells. Ctrl+S still saves.
    if (!((event.ctrlKey || event.metaKey) && event.key.length === 1)) event.stopPropagation();
  };
  root.addEventListener("keydown", stop);

  const nameControls = () => [...controls.children].forEach((control) => nameControl(control, model.get("units")));
  const namer = new MutationObserver(nameControls);
  namer.observe(controls, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-valuetext"] });
  nameControls();

  set(figure, "role", "figure");
  set(figure, "aria-label", model.get("name"));
  set(figure, "aria-describedby", sentence);
  // Read aloud, an axis is a heap of numbers; the sentence and the table say the same in order.
  const hide = () => [...figure.children].forEach((child) => set(child, "aria-hidden", "true"));
  const hider = new MutationObserver(hide);
  hider.observe(figure, { childList: true });
  hide();

  // plotly follows the size of the window only; the place of a figure also changes when a side bar opens.
  let width = 0;
  const sizer = new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width === width) return;
    width = contentRect.width;
    // Too narrow for the figure, its frame scrolls: then the keyboard must reach it.
    if (figure.scrollWidth > figure.clientWidth) figure.tabIndex = 0;
    else figure.removeAttribute("tabindex");
    requestAnimationFrame(() => window.dispatchEvent(new Event("resize")));
  });
  sizer.observe(figure);

  return () => {
    root.removeEventListener("keydown", stop);
    for (const observer of [namer, hider, sizer]) observer.disconnect();
  };
}

function nameControl(widget, units) {
  const label = widget.querySelector(".widget-label")?.textContent ?? "";
  const handle = widget.querySelector(".noUi-handle");
  if (handle) {
    const readout = widget.querySelector(".widget-readout");
    set(handle, "aria-label", label);
    set(handle, "aria-valuetext", `${readout.textContent} ${units[label] ?? ""}`.trim());
    set(readout, "role", "textbox");
    set(readout, "aria-label", `${label}, type a value`);
  }
  const radios = widget.querySelector(".widget-radio-box");
  if (radios) {
    set(radios, "role", "radiogroup");
    set(radios, "aria-label", label);
    // One group is one tab stop, and the arrow keys move inside it.
    const group = (radios.dataset.group ??= `nervelab-radios-${++radioGroups}`);
    radios.querySelectorAll("input").forEach((input) => set(input, "name", group));
  }
}

function set(node, attribute, value) {
  // Writing only what differs keeps the observers from answering themselves.
  if (node.getAttribute(attribute) !== value) node.setAttribute(attribute, value);
}

export default { render };
