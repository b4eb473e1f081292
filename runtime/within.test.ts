import { TooLateError, within } from './within';

describe('within', () => {
  it('hands on what comes in time', async () => {
    await expect(within(10_000, 'it', Promise.resolve('here'))).resolves.toBe('here');
    await expect(within(10_000, 'it', Promise.reject(new RangeError('no')))).rejects.toThrow(RangeError);
  });

  it('gives up on what does not come, and swallows what it does later', async () => {
    let fail: (error: Error) => void = () => undefined;
    const never = new Promise<never>((_, reject) => (fail = reject));

    await expect(within(1, 'the answer', never)).rejects.toThrow(TooLateError);
    fail(new Error('late')); // must not become an unhandled rejection
    await expect(never).rejects.toThrow('late');
  });
});
