// What was asked in this browser: texts and times, kept in localStorage alone. Vue shows them as text.

const KEY = "kgqa.history";
const MOST = 100;

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(found) ? found.filter((one) => one && typeof one.text === "string") : [];
  } catch {
    return []; // storage is off or holds something else
  }
}

function keep(items) {
  try {
    localStorage.setItem(KEY, JSON.stringify(items));
  } catch {
    // full or off: the page goes on without it
  }
}

export default {
  template: `<span>
    <button type="button" class="plain" aria-haspopup="dialog" @click="show">历史</button>
    <dialog ref="dialog" class="history card" aria-labelledby="history-title" @click="outside">
      <div class="row">
        <h2 id="history-title">问过的问题</h2>
        <span class="gap"></span>
        <button v-if="items.length" type="button" class="plain" @click="clear">清空</button>
        <button type="button" class="plain" @click="close">关闭</button>
      </div>
      <p class="muted small">只保存在本浏览器里，不会上传。</p>
      <p v-if="!items.length" class="muted">还没有问过。</p>
      <ol>
        <li v-for="one in items" :key="one.text + one.time">
          <button type="button" @click="again(one)"><span>{{ one.text }}</span><time>{{ when(one.time) }}</time></button>
        </li>
      </ol>
    </dialog></span>`,
  emits: ["ask"],
  data() {
    return { items: kept() };
  },
  methods: {
    show() {
      this.items = kept(); // another tab may have added some
      this.$refs.dialog.showModal();
    },
    close() {
      this.$refs.dialog.close();
    },
    outside(event) {
      if (event.target === this.$refs.dialog) this.close();
    },
    add(text, document) {
      const rest = kept().filter((one) => one.text !== text || (one.document || "") !== document);
      this.items = [{ text, document, time: Date.now() }, ...rest].slice(0, MOST);
      keep(this.items);
    },
    clear() {
      this.items = [];
      keep(this.items);
    },
    again(one) {
      this.close();
      this.$emit("ask", { text: one.text, document: one.document || "" });
    },
    when(time) {
      return new Date(time).toLocaleString("zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
    },
  },
};
