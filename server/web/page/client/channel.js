// What the tabs of one user on this device say to each other. Tabs of another version say what nobody understands.

const VERSION = 1;

export class Channel {
  /**
   * @param {string} name
   * @param {(said: object) => void} hear
   */
  constructor(name, hear) {
    this.channel = globalThis.BroadcastChannel ? new BroadcastChannel(name) : null;
    if (this.channel) this.channel.onmessage = ({data}) => data?.version === VERSION && hear(data);
  }

  say(kind, said = {}) {
    this.channel?.postMessage({...said, kind, version: VERSION});
  }

  close() {
    this.channel?.close();
    this.channel = null;
  }
}
