// The service: one question, its steps as they are done, its answer.

const PATIENCE = 60000; // ms for a whole answer

// What the asker is told; the message is Chinese and says what to do.
export class Failed extends Error {}

// The asker pressed stop.
export class Stopped extends Error {}

// Resolves to the answer as /api/ask gives it; throws Failed or Stopped.
export async function ask({ question, session, only, signal, onStep }) {
  const control = new AbortController();
  const stop = () => control.abort();
  const timer = setTimeout(stop, PATIENCE);
  signal.addEventListener("abort", stop);
  try {
    const response = await fetch("api/ask/stream", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
      body: JSON.stringify({ question, session_id: session || null, document: only || null }),
      redirect: "manual", // a reverse proxy that wants a login sends elsewhere
      signal: control.signal,
    });
    return await answerOf(response, onStep);
  } catch (error) {
    if (error instanceof Failed) throw error;
    if (signal.aborted) throw new Stopped();
    if (control.signal.aborted) throw new Failed("等了太久没有答复。请稍后重试。");
    throw new Failed(navigator.onLine ? "连不上问答服务。请检查网络后重试。" : "网络已断开。恢复后请重试。");
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

async function answerOf(response, onStep) {
  const type = response.headers.get("Content-Type") || "";
  if (response.type === "opaqueredirect" || (response.ok && !type.startsWith("text/event-stream"))) {
    throw new Failed("登录已过期，或需要先登录。请重新登录后再试。");
  }
  if (!response.ok) throw new Failed(await told(response, type));
  for await (const { name, data } of events(response.body)) {
    const found = JSON.parse(data);
    if (name === "step") onStep(found);
    if (name === "answer") return found;
    if (name === "error") throw new Failed(found.detail);
  }
  throw new Failed("答复没有收完。请重试。");
}

async function told(response, type) {
  if (type.startsWith("application/problem+json")) return (await response.json()).detail;
  if (response.status === 401 || response.status === 403) return "没有访问权限。请重新登录，或联系管理员。";
  return "服务暂时不可用。请稍后重试。";
}

// Server-sent events of a response's body: {name, data}.
export async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    rest += value;
    for (let end; (end = /\r?\n\r?\n/.exec(rest)); ) {
      const lines = rest.slice(0, end.index).split(/\r?\n/);
      rest = rest.slice(end.index + end[0].length);
      const data = field(lines, "data");
      if (data.length) yield { name: field(lines, "event").join(""), data: data.join("\n") };
    }
  }
}

function field(lines, name) {
  return lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).replace(/^ /, ""));
}
