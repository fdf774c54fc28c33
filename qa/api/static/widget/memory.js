// What this tab remembers of the conversation, so that it survives a change of the host page. Gone when the tab closes.

const MOST = 20; // turns

// `name`: conversations over different documents are kept apart. A browser that keeps nothing is no error.
export class Memory {
  constructor(name) {
    this.key = `kgqa.widget:${name}`;
    this.session = null;
    this.turns = []; // {question, answer, steps}
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.key));
      if (kept && Array.isArray(kept.turns)) Object.assign(this, { session: kept.session, turns: kept.turns });
    } catch {
      // storage is off or holds something else: begin anew
    }
  }

  add(turn) {
    this.session = turn.answer.session_id || this.session;
    this.turns = [...this.turns, turn].slice(-MOST);
    this.write();
  }

  clear() {
    this.session = null;
    this.turns = [];
    this.write();
  }

  write() {
    try {
      sessionStorage.setItem(this.key, JSON.stringify({ session: this.session, turns: this.turns }));
    } catch {
      // full or off: the conversation goes on without it
    }
  }
}
