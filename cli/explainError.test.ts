import { explainError } from './explainError';
import { EXIT } from './exitCodes';
import { UserError } from './userError';

const systemError = (code: string, more: object = {}): Error =>
  Object.assign(new Error(code), { code, ...more });

describe('explainError', () => {
  it('names the address when nothing listens there', () => {
    const explained = explainError(systemError('ECONNREFUSED', { address: '127.0.0.1', port: 5999 }));
    expect(explained?.message).toContain('127.0.0.1:5999');
    expect(explained?.exitCode).toBe(EXIT.notRunning);
  });

  it('finds the reason inside an aggregate and behind a cause', () => {
    const inner = systemError('ECONNREFUSED', { address: '::1', port: 1 });
    expect(explainError(new AggregateError([new Error('?'), inner]))?.exitCode).toBe(EXIT.notRunning);
    expect(explainError(new Error('query failed', { cause: inner }))?.exitCode).toBe(EXIT.notRunning);
  });

  it('names a taken port', () => {
    const explained = explainError(systemError('EADDRINUSE', { address: '127.0.0.1', port: 9101 }));
    expect(explained?.message).toMatch(/127\.0\.0\.1:9101 is taken/);
  });

  it('says what to do about a file in place of a folder', () => {
    for (const code of ['EEXIST', 'ENOTDIR'])
      expect(explainError(systemError(code))?.message).toMatch(/A file stands.*HOLDFAST_HOME/);
  });

  it('sends a missing table to the migrations', () => {
    expect(explainError(systemError('42P01'))?.message).toContain('holdfast db migrate');
  });

  it('keeps what was written for people as it is', () => {
    const error = new UserError({ problem: 'No such trade', remedy: 'Look at the list' });
    expect(explainError(error)).toBe(error);
    expect(error.message).toBe('No such trade. Look at the list.');
  });

  it('does not pretend to understand a bug', () => {
    expect(explainError(new TypeError('x is not a function'))).toBeUndefined();
    expect(explainError('text')).toBeUndefined();
  });
});
