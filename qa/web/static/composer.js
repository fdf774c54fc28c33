// Where a question is typed. Words go into the page through Vue's {{ }} and bindings only: never as markup.

const PAUSE = 120; // ms without a key before completions are asked for
const LATE = 600; // ms of an answer until it can be stopped: a second click on 提问 must not

export default {
  template: `
    <form class="composer card no-print" role="search" aria-label="提问" @submit.prevent="send">
      <div class="typing">
        <label for="question" class="unseen">问题</label>
        <textarea id="question" ref="input" v-model="text" rows="1" :maxlength="longest" enterkeyhint="send" autocomplete="off"
          placeholder="输入问题，回车提问" aria-autocomplete="list" aria-haspopup="listbox"
          aria-controls="question-list" :aria-activedescendant="at < 0 ? null : 'question-option-' + at"
          @input="typed" @compositionend="typed" @keydown="key" @blur="close"></textarea>
        <button v-if="late" type="button" class="secondary send" @click="$emit('stop')">停止</button>
        <button v-else type="submit" class="primary send" :disabled="busy || !text.trim()">{{ busy ? "查找中…" : "提问" }}</button>
      </div>
      <ul id="question-list" class="completions" role="listbox" aria-label="补全" v-show="shown.length">
        <li v-for="(one, n) in shown" :key="one.text" :id="'question-option-' + n" role="option" :aria-selected="n === at"
          :class="{ active: n === at }" @mousedown.prevent="take(one)">
          <span>{{ one.text }}</span><span class="badge" :class="one.style">{{ one.label }}</span>
        </li>
      </ul>
      <div class="below">
        <label class="scope"><span>范围</span>
          <select v-model="where" aria-label="只在一份文件里找" @change="scope">
            <option value="">全部文件（{{ documents.length }}份）</option>
            <option v-for="one in documents" :key="one.id" :value="one.id">{{ one.title }}</option>
          </select>
        </label>
        <span class="gap"></span>
        <button v-if="begun" type="button" class="plain" @click="fresh">新话题</button>
        <slot />
      </div>
    </form>`,
  props: { documents: Array, document: String, longest: Number, busy: Boolean, begun: Boolean, offered: Object },
  emits: ["ask", "typed", "scope", "fresh", "stop"],
  data() {
    return { text: "", where: this.document, open: false, at: -1, timer: 0, late: false, lateness: 0 };
  },
  computed: {
    shown() {
      return this.open && this.offered.typed === this.text ? this.offered.items : [];
    },
  },
  watch: {
    document(id) {
      this.where = id;
    },
    text() {
      this.$nextTick(this.grow);
    },
    shown() {
      this.at = -1;
    },
    busy(now) {
      this.late = false;
      clearTimeout(this.lateness);
      if (now) this.lateness = setTimeout(() => (this.late = true), LATE);
      if (!now && window.document.activeElement === window.document.body) this.focus(); // the button that asked is gone
    },
  },
  mounted() {
    this.focus();
  },
  methods: {
    focus() {
      if (matchMedia("(pointer: coarse)").matches) return; // a phone would put its keyboard over the page
      this.$refs.input.focus({ preventScroll: true });
    },
    grow() {
      const input = this.$refs.input;
      input.style.height = "auto";
      input.style.height = `${input.scrollHeight + 2}px`;
    },
    typed(event) {
      if (event.isComposing) return; // what an input method has not settled yet is no text
      this.open = true;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.$emit("typed", this.text), PAUSE);
    },
    close() {
      this.open = false;
      clearTimeout(this.timer);
    },
    key(event) {
      if (event.isComposing || event.keyCode === 229) return; // Enter picks a word there
      const many = this.shown.length;
      if (many && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        this.at = this.at < 0 && step < 0 ? many - 1 : (this.at + step + many) % many;
      } else if (event.key === "Escape" && many) {
        event.preventDefault();
        this.close();
      } else if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        if (this.at >= 0 && many) this.take(this.shown[this.at]);
        else this.send();
      } else if (event.key === "Tab" && many && this.at >= 0) {
        event.preventDefault();
        this.take(this.shown[this.at]);
      }
    },
    take(one) {
      this.text = one.whole;
      this.close();
      if (one.style === "question") this.send();
    },
    send() {
      const text = this.text.trim();
      if (!text || this.busy) return;
      this.close();
      this.$emit("ask", { text, document: this.where });
      this.text = "";
    },
    scope() {
      this.$emit("scope", this.where);
      this.focus();
    },
    fresh() {
      this.$emit("fresh");
      this.focus();
    },
  },
};
