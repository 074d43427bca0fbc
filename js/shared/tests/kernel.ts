/** A widget's model, and the kernel behind it, for tests: it keeps what was sent, and says what the test has it say. */

export class TestModel<Traits extends object, Sent = unknown> {
  readonly sent: Sent[] = [];
  isConnected = true;
  private readonly heard = new Map<string, Set<(message: never) => void>>();

  constructor(private readonly traits: Traits) {}

  get<K extends keyof Traits & string>(name: K): Traits[K] {
    return this.traits[name];
  }

  /** The kernel changes a trait. */
  set<K extends keyof Traits & string>(name: K, value: Traits[K]): void {
    this.traits[name] = value;
    this.fire(`change:${name}`, undefined);
  }

  /** The kernel sends a message. */
  say(message: object): void {
    this.fire("msg:custom", message);
  }

  on(event: string, heard: (message: never) => void): void {
    this.heard.set(event, (this.heard.get(event) ?? new Set()).add(heard));
  }

  off(event: string, heard: (message: never) => void): void {
    this.heard.get(event)?.delete(heard);
  }

  send(message: Sent): void {
    if (!this.isConnected) throw new Error("no connection");
    this.sent.push(message);
  }

  get last(): Sent {
    const message = this.sent.at(-1);
    if (message === undefined) throw new Error("nothing was sent");
    return message;
  }

  private fire(event: string, message: unknown): void {
    for (const heard of [...(this.heard.get(event) ?? [])]) heard(message as never);
  }
}
