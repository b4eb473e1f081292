import type { Control } from '../storage/controls';
import { controlText, liftCommand } from './controlText';

const control = (overrides: Partial<Control>): Control => ({
  scope: 'venue',
  key: 'bybit',
  state: 'paused',
  reason: 'maintenance',
  setBy: 'cli:ada',
  ...overrides,
});

describe('controlText', () => {
  it('names what is stopped, why and by whom', () => {
    expect(controlText(control({}))).toBe('venue bybit is paused: maintenance (cli:ada)');
    expect(controlText(control({ scope: 'global', key: '', state: 'shutdown' }))).toBe(
      'everything is shut down: maintenance (cli:ada)',
    );
  });
});

describe('liftCommand', () => {
  it('lifts the same scope, quoted where a shell needs it', () => {
    expect(liftCommand({ scope: 'global', key: '' })).toBe('holdfast resume --all --reason "…"');
    expect(liftCommand({ scope: 'venue', key: 'bybit' })).toBe('holdfast resume --venue bybit --reason "…"');
    expect(liftCommand({ scope: 'trade', key: 'spread/a:B/C>d:B/C/0/1' })).toBe(
      `holdfast resume --trade 'spread/a:B/C>d:B/C/0/1' --reason "…"`,
    );
  });
});
