import { ZodError } from 'zod';
import type { TradeControls } from '../domain/lifecycle/runtime';
import { scriptedSteps } from '../tests/lifecycle/scriptedSteps';
import { tradePlan } from '../tests/lifecycle/tradePlans';
import { createTradeActivities } from './tradeActivities';
import { TradePlanInput } from './stepInputs';

const CONTROLS: TradeControls = { paused: false, kill: undefined, shutdown: undefined };

describe('createTradeActivities', () => {
  it('gives the steps the same plan that the history carried as JSON', () => {
    const plan = tradePlan({ hold: { untilMs: 5 } });

    expect(TradePlanInput.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
    expect(TradePlanInput.parse(JSON.parse(JSON.stringify(tradePlan())))).toEqual(tradePlan());
  });

  it('refuses a number where decimal text belongs, before any step runs', async () => {
    const { steps, calls } = scriptedSteps({}, CONTROLS);
    const damaged = JSON.parse(JSON.stringify({ ...tradePlan(), qty: 0.01 })) as ReturnType<typeof tradePlan>;

    await expect(createTradeActivities(steps).openLegs(damaged, [])).rejects.toThrow(ZodError);
    expect(calls).toEqual([]);
  });

  it('counts attempts from 1', async () => {
    const { steps } = scriptedSteps({}, CONTROLS);
    const request = { plan: tradePlan(), epoch: 1, attempt: 0, cause: 'orphan', transitions: [] };

    await expect(createTradeActivities(steps).removeOrphan(request)).rejects.toThrow(ZodError);
  });
});
