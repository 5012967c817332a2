// Download, Restore, Reset. The kernel packs and unpacks; here are the buttons and the sentence that answers them.

const FILE = "pinched-nerve-my-work.zip";

function render({ model, el }) {
  const status = make("p", { role: "status" });
  const say = (text) => (status.textContent = text);
  const ask = (what, doing, ...buffers) => {
    say(doing);
    model.send({ do: what }, undefined, buffers);
  };

  const download = button("Download my work", () => ask("pack", "Packing your notebooks and answers …"));

  // The input itself is what a keyboard and a screen reader meet; its label names it.
  const file = make("input", { type: "file", accept: ".zip,application/zip" });
  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    if (!chosen) return;
    if (chosen.size > model.get("limit")) {
      say(`Nothing was restored: ${chosen.name} is larger than ${model.get("limit") / 1e6} MB. Choose a zip that Download my work has made.`);
    } else {
      ask("restore", `Reading ${chosen.name} …`, await chosen.arrayBuffer());
    }
    file.value = ""; // so that the same file can be chosen again
  });

  const reset = button("Reset my answers", () => confirm(true));
  const keep = button("No, keep them", () => confirm(false));
  const remove = button("Yes, remove them", () => {
    confirm(false);
    ask("reset", "Removing …");
  });
  const question = make(
    "div",
    { role: "group", "aria-label": "Remove your answers?", hidden: "" },
    make("p", {}, "Remove all your answers and the results of the two tests? Your notebooks stay as they are."),
    remove,
    keep,
  );
  const confirm = (open) => {
    question.hidden = !open;
    reset.disabled = open;
    (open ? keep : reset).focus();
  };

  el.classList.add("nervelab-work");
  el.append(
    make("div", { class: "nervelab-row" }, download, make("label", {}, "Restore my work from a zip: ", file), reset),
    question,
    status,
  );

  const answered = ({ said }, buffers) => {
    if (buffers.length) save(buffers[0]);
    say(said);
  };
  model.on("msg:custom", answered);

  const stop = (event) => {
    // Enter on a button must not run the cell. Ctrl+S still saves.
    if (!((event.ctrlKey || event.metaKey) && event.key.length === 1)) event.stopPropagation();
  };
  el.addEventListener("keydown", stop);

  return () => {
    model.off("msg:custom", answered);
    el.removeEventListener("keydown", stop);
  };
}

function save(bytes) {
  const url = URL.createObjectURL(new Blob([bytes], { type: "application/zip" }));
  make("a", { href: url, download: FILE }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // not at once: the browser may still be asking where to save
}

function button(text, onClick) {
  const node = make("button", { type: "button" }, text);
  node.addEventListener("click", onClick);
  return node;
}

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

export default { render };
