/** What anywidget gives a widget's JavaScript, as far as ours may use it: Python owns every trait, so none is set. */
export interface Model<Traits, Message> {
  get<Name extends keyof Traits>(name: Name): Traits[Name];
  on(event: "msg:custom", hear: (message: any, buffers: DataView<ArrayBuffer>[]) => void): void;
  on(event: `change:${keyof Traits & string}`, hear: () => void): void;
  off(event: "msg:custom" | `change:${keyof Traits & string}`, hear: (...values: any[]) => void): void;
  send(message: Message, callbacks?: undefined, buffers?: ArrayBuffer[]): void;
}
