/** Between the stage and the speaker's window: only which beat it is, never a picture. */
export type TalkMessage =
  | {
      readonly type: 'beat';
      readonly step: number;
      readonly performed: boolean;
      /** The cluster shows all that the step asks for. */ readonly shown: boolean;
    }
  /** A window opened and asks where the talk stands. */
  | { readonly type: 'hello' }
  | { readonly type: 'forward' }
  | { readonly type: 'back' };

export interface TalkChannel {
  send(message: TalkMessage): void;
  close(): void;
}

/** Where the browser has no such channel (an opaque origin), the talk goes on without a second window. */
export function openChannel(slug: string, hear: (message: TalkMessage) => void): TalkChannel {
  try {
    const channel = new BroadcastChannel(`podplay:talk:${slug}`);
    channel.onmessage = ({ data }: MessageEvent<TalkMessage>) => hear(data);
    return { send: (message) => channel.postMessage(message), close: () => channel.close() };
  } catch {
    return { send: () => {}, close: () => {} };
  }
}
