import type { Control, Controls } from '../../storage/controls';
import { endQuietly, liftOwnPause } from './quietEnd';

function controlsHolding(
  ...initial: Control[]
): Pick<Controls, 'setUnlessShutDown' | 'inForce'> & { rows: Control[] } {
  const rows = [...initial];
  return {
    rows,
    setUnlessShutDown: (control) => {
      const at = rows.findIndex((row) => row.scope === control.scope && row.key === control.key);
      if (at === -1) rows.push(control);
      else rows[at] = control;
      return Promise.resolve(true);
    },
    inForce: () => Promise.resolve(rows.filter((row) => row.state !== 'running')),
  };
}

const operatorPause: Control = {
  scope: 'global',
  key: '',
  state: 'paused',
  reason: 'news',
  setBy: 'cli:ada',
};
const patient = new AbortController().signal;
/** Open trades at each look. */
const opens = (...counts: number[]) => ({
  list: () => Promise.resolve(new Array<never>(counts.shift() ?? 0)),
});

describe('endQuietly', () => {
  it('pauses first, then waits until the last trade is closed', async () => {
    const controls = controlsHolding();
    const reports = opens(2, 1, 0);
    await expect(endQuietly({ controls, reports, hurry: patient }, 60_000)).resolves.toBe(0);
    expect(controls.rows).toMatchObject([{ scope: 'global', state: 'paused', setBy: 'demo' }]);
  });

  it('gives up when its patience ends and says how many are open', async () => {
    const controls = controlsHolding();
    await expect(endQuietly({ controls, reports: opens(3), hurry: patient }, 0)).resolves.toBe(3);
  });

  it('does not wait for someone in a hurry', async () => {
    const hurry = AbortSignal.abort();
    await expect(endQuietly({ controls: controlsHolding(), reports: opens(3), hurry }, 60_000)).resolves.toBe(
      3,
    );
  });

  it("leaves an operator's pause as it is", async () => {
    const controls = controlsHolding(operatorPause);
    await endQuietly({ controls, reports: opens(0), hurry: patient }, 0);
    expect(controls.rows).toEqual([operatorPause]);
  });
});

describe('liftOwnPause', () => {
  it('lifts what a demo set and nothing else', async () => {
    const controls = controlsHolding();
    await endQuietly({ controls, reports: opens(0), hurry: patient }, 0);
    await expect(liftOwnPause(controls)).resolves.toEqual([]);
    await expect(controls.inForce()).resolves.toEqual([]);
  });

  it("tells of an operator's pause and leaves it in force", async () => {
    const controls = controlsHolding(operatorPause);
    await expect(liftOwnPause(controls)).resolves.toEqual([
      'everything is paused: news (cli:ada). Lift it with: holdfast resume --all --reason "…"',
    ]);
    await expect(controls.inForce()).resolves.toEqual([operatorPause]);
  });
});
