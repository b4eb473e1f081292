import { createFaultPlan, plantedFaultSchema } from './faultPlan';

describe('fault plan', () => {
  it('lets the given number of matching requests pass, then fires the given number of times', () => {
    const plan = createFaultPlan();
    const fault = { kind: 'error5xxAfter' } as const;
    plan.plant({ on: 'request', requestClass: 'order', fault, after: 2, times: 2 });
    const seen = Array.from({ length: 6 }, () => plan.onRequest('order')?.kind);
    expect(seen).toEqual([undefined, undefined, 'error5xxAfter', 'error5xxAfter', undefined, undefined]);
    expect(plan.pending()).toEqual([]);
  });

  it('counts each class of request and each stream for itself', () => {
    const plan = createFaultPlan();
    plan.plant({ on: 'request', requestClass: 'cancel', fault: { kind: 'reject' }, after: 0, times: 1 });
    plan.plant({ on: 'frame', stream: 'private', fault: { kind: 'disconnect' }, after: 1, times: 1 });
    expect(plan.onRequest('order')).toBeUndefined();
    expect(plan.onFrame('public')).toBeUndefined();
    expect(plan.onRequest('cancel')).toEqual({ kind: 'reject' });
    expect([plan.onFrame('private'), plan.onFrame('private')]).toEqual([undefined, { kind: 'disconnect' }]);
  });

  it('fires one fault an occasion, the first planted first', () => {
    const plan = createFaultPlan();
    for (const kind of ['reject', 'garbageReply'] as const)
      plan.plant({ on: 'request', requestClass: 'order', fault: { kind }, after: 0, times: 1 });
    expect([plan.onRequest('order')?.kind, plan.onRequest('order')?.kind]).toEqual([
      'reject',
      'garbageReply',
    ]);
  });

  it('keeps skew and lag until they are changed or cleared', () => {
    const plan = createFaultPlan();
    plan.plant({ on: 'clock', skewMs: -700 });
    plan.plant({ on: 'read', lagMs: 1_500 });
    plan.plant({ on: 'match', maxTakeQty: '0.1', after: 0, times: 1 });
    expect([plan.clockSkewMs(), plan.readLagMs()]).toEqual([-700, 1_500]);
    plan.clear();
    expect([plan.clockSkewMs(), plan.readLagMs(), plan.onMatch()]).toEqual([0, 0, undefined]);
  });

  it.each([
    { on: 'request', requestClass: 'order', fault: { kind: 'delayReply' } },
    { on: 'request', requestClass: 'order', fault: { kind: 'reject' }, times: 0 },
    { on: 'frame', stream: 'secret', fault: { kind: 'garbage' } },
    { on: 'clock', skewMs: 1, extra: true },
  ])('refuses %j', (fault) => {
    expect(plantedFaultSchema.safeParse(fault).success).toBe(false);
  });
});
