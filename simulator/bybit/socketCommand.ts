import { z } from 'zod';

/** What clients send on the public and the private socket. */
export const SocketCommand = z.object({
  op: z.enum(['subscribe', 'unsubscribe', 'ping', 'auth']),
  args: z.array(z.union([z.string(), z.number()]).transform(String)).nullish(),
  req_id: z.union([z.string(), z.number()]).transform(String).optional(),
});
export type SocketCommand = z.infer<typeof SocketCommand>;

/** The answer to a frame that is no command. */
export const MALFORMED = '{"success":false,"ret_msg":"Params Error","conn_id":"simulator","op":""}';

/** The answer to a command; `text` is the reason where it failed. */
export function commandReply(command: SocketCommand, success: boolean, text: string): string {
  return JSON.stringify({
    success,
    ret_msg: text,
    conn_id: 'simulator',
    ...(command.req_id === undefined ? {} : { req_id: command.req_id }),
    op: command.op,
  });
}

/** The public socket answers a ping as `ping`, the private one as `pong`. */
export function pongReply(command: SocketCommand, socket: 'public' | 'private', nowMs: number): string {
  const id = command.req_id === undefined ? {} : { req_id: command.req_id };
  return JSON.stringify(
    socket === 'public'
      ? { success: true, ret_msg: 'pong', conn_id: 'simulator', ...id, op: 'ping' }
      : { ...id, op: 'pong', args: [String(nowMs)], conn_id: 'simulator' },
  );
}
