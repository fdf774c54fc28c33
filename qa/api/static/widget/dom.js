// Elements out of code. Strings become text nodes, never HTML: nothing that a person or a document wrote can become markup.

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter((child) => child !== null));
  return made;
}
