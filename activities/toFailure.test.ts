import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import { toFailure } from './toFailure';

const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

describe('toFailure', () => {
  it.each([
    ['a refused connection', refused],
    ['an error caused by one', new Error('journal unreachable', { cause: refused })],
    ['PostgreSQL shutting down', Object.assign(new Error('terminating connection'), { code: '57P01' })],
  ])('takes %s for an outage: retried, and no error of ours', (_name, error) => {
    expect(toFailure(error)).toMatchObject({ nonRetryable: false, category: 'BENIGN' });
  });

  it('keeps a bug retryable, so that a fixed build takes the trade on', () => {
    const failure = toFailure(new TypeError('x is undefined'));

    expect(failure).toMatchObject({ type: 'TypeError', nonRetryable: false });
    expect(failure).not.toMatchObject({ category: 'BENIGN' });
  });

  it('names the field of a bad step input', () => {
    const { error } = z.object({ plan: z.object({ qty: z.string() }) }).safeParse({ plan: { qty: 1 } });

    expect(toFailure(error)).toMatchObject({
      type: 'InvalidStepInput',
      message: expect.stringContaining('plan.qty') as unknown,
    });
  });

  it('leaves what is a failure already', () => {
    const failure = ApplicationFailure.create({ message: 'as it is' });

    expect(toFailure(failure)).toBe(failure);
  });
});
