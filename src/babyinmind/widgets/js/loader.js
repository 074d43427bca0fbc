// @ts-check
/** Loads a kind's module from the kernel's one Code model, once a page. */
const PATIENCE_CODE = 15000;

async function codeModel(model) {
  const [manager, id] = [model.widget_manager, model.get("code")];
  // A window that has just come to a running kernel may still be taking over its models.
  for (const start = Date.now(); !manager.has_model(id) && Date.now() - start < PATIENCE_CODE;) {
    await new Promise((done) => setTimeout(done, 50));
  }
  return manager.get_model(id);
}

function addStyle(code) {
  const id = "babyinmind-style";
  const old = document.getElementById(id);
  if (old?.dataset.version === code.get("version")) return;
  const style = document.createElement("style");
  style.id = id;
  style.dataset.version = code.get("version");
  style.textContent = code.get("style");
  old?.remove();
  document.head.append(style);
}

async function imported(code, kind) {
  const parts = code.get("kinds")[kind].map((name) => code.get("scripts")[name]);
  const address = URL.createObjectURL(new Blob([parts.join("\n")], { type: "text/javascript" }));
  try {
    return (await import(address)).default;
  } finally {
    URL.revokeObjectURL(address);
  }
}

async function load(model) {
  const code = await codeModel(model);
  const kind = model.get("item").kind;
  const key = `${code.get("version")} ${kind}`;
  const known = (globalThis[Symbol.for("babyinmind.modules")] ??= new Map());
  if (!known.has(key)) known.set(key, imported(code, kind));
  addStyle(code);
  try {
    return await known.get(key);
  } catch (error) {
    known.delete(key); // to be tried again
    throw error;
  }
}

export default {
  async render(context) {
    try {
      const widget = await load(context.model);
      if (!context.signal.aborted) widget.render(context);
    } catch (error) {
      console.error(error);
      context.el.textContent = "This part of the page could not be shown. Please load the page again; your answers are kept.";
    }
  },
};
