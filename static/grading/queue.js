// Acts leave one at a time, in order, and stay until the server has answered for that very act.

const RETRY_AFTER = 5000;

export class Queue {
  #waiting = [];
  #sending = false;
  #failed = false;
  #timer = 0;
  #send;
  #changed;

  // send(act): resolves once the act has its answer, rejects while it has none.
  // changed(queue): called each time there is something else to say.
  constructor(send, changed) {
    this.#send = send;
    this.#changed = changed;
    window.addEventListener("online", () => this.retry());
  }

  get size() {
    return this.#waiting.length;
  }

  get failed() {
    return this.#failed;
  }

  last() {
    return this.#waiting.at(-1);
  }

  lastOn(competency) {
    return this.#waiting.findLast((act) => act.competency === competency && act.chained);
  }

  push(act) {
    this.#waiting.push(act);
    this.#changed(this);
    this.#pump();
  }

  retry() {
    clearTimeout(this.#timer);
    this.#failed = false;
    this.#pump();
  }

  async #pump() {
    if (this.#sending || this.#failed) {
      return;
    }
    this.#sending = true;
    while (this.#waiting.length > 0) {
      this.#changed(this);
      try {
        const done = await this.#send(this.#waiting[0]);
        this.#waiting.shift();
        done();
      } catch {
        this.#failed = true;
        this.#timer = setTimeout(() => this.retry(), RETRY_AFTER);
        break;
      }
    }
    this.#sending = false;
    this.#changed(this);
  }
}
