/** What was waited for did not come in time; it may come yet. */
export class TooLateError extends Error {
  override readonly name = 'TooLateError';
}

/** As the promise, but rejects after `timeoutMs`. What the promise does later is nobody's news. @throws TooLateError */
export function within<Result>(timeoutMs: number, what: string, promise: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new TooLateError(`${what} took longer than ${String(timeoutMs)} ms`));
    }, timeoutMs);
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}
