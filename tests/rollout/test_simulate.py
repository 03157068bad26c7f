"""The course of deployments: derived figures, limits that always hold, and leaps that change nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecslint.rollout import simulate as module
from ecslint.rollout.model import (
    Checks,
    ContainerCheck,
    Inputs,
    Phase,
    TargetCheck,
    breaker_threshold,
    is_blocked,
    linear_steps,
    lower_limit,
    upper_limit,
)
from ecslint.rollout.simulate import simulate
from tests.share import some

trials = settings(max_examples=some(200), deadline=None, derandomize=True, database=None)


@st.composite
def rolling(draw: st.DrawFn, most: int = 60) -> Inputs:
    desired = draw(st.integers(0, most))
    minimum, maximum = draw(st.integers(0, 100)), draw(st.integers(100, 250))
    slots = draw(st.none() | st.integers(0, 2 * most))
    return Inputs(
        desired,
        lower_limit(desired, minimum),
        upper_limit(desired, maximum),
        draw(st.integers(5, 200)),
        draw(st.integers(0, 400)),
        slots,
    )


@pytest.mark.parametrize(
    ("inputs", "seconds", "tasks", "held"),
    [
        (Inputs(4, 4, 8, 75, 330), 405, 8, 8),
        (Inputs(10, 10, 20, 75, 330, 11), 4050, 11, 11),
        (Inputs(10, 5, 10, 75, 330, 11), 810, 10, 11),
        (Inputs(3, 3, 6, 85, 30), 115, 6, 6),
        (Inputs(0, 0, 0, 75, 330), 0, 0, 0),
    ],
)
def test_derived_figures(inputs: Inputs, seconds: int, tasks: int, held: int) -> None:
    run = simulate(inputs)
    assert (run.verdict, run.seconds, run.peak_tasks[1], run.peak_held) == ("converges", seconds, tasks, held)


def test_draining_tasks_that_count_delay_the_next_batch() -> None:
    without, counted = (simulate(Inputs(10, 5, 10, 75, 330), counts) for counts in (False, True))
    assert (without.seconds, without.peak_held) == (405, 20)
    # 5 stop, 330 s later 5 start, 75 s later the other 5 stop, and so on
    assert (counted.seconds, counted.peak_held) == (810, 10)


@trials
@given(rolling(), st.booleans())
def test_limits_hold_at_every_moment(inputs: Inputs, counts: bool) -> None:
    run = simulate(inputs, counts)
    start = run.timeline[0]
    at_first = start.old + start.draining
    for moment in run.timeline:
        assert min(moment) >= 0
        assert moment.live <= max(inputs.upper, at_first)
        # Nothing ever takes a healthy task below the lower limit, except where there never were as many.
        assert moment.old + moment.new >= min(inputs.lower, at_first)
        assert inputs.slots is None or moment.held <= max(inputs.slots, at_first)
        assert moment.new + moment.pending <= inputs.desired
    for before, after in zip(run.timeline, run.timeline[1:], strict=False):
        assert before.t < after.t
        assert after.old <= before.old
        assert after.new >= before.new
    if run.verdict == "converges":
        assert run.seconds == run.timeline[-1].t
        assert run.timeline[-1][1:] == (0, 0, inputs.desired, 0)


@trials
@given(rolling(), st.booleans())
def test_blocked_is_what_the_percentages_say(inputs: Inputs, counts: bool) -> None:
    free = Inputs(inputs.desired, inputs.lower, inputs.upper, inputs.ready, inputs.gone)
    blocked = inputs.desired >= 1 and inputs.lower >= inputs.desired and inputs.upper <= inputs.desired
    assert (simulate(free, counts).verdict == "blocked") is blocked


@trials
@given(rolling(), st.integers(1, 40))
def test_more_room_never_blocks(inputs: Inputs, more: int) -> None:
    if inputs.slots is None or simulate(inputs).verdict == "blocked":
        return
    wider = Inputs(
        *[getattr(inputs, f) for f in ("desired", "lower", "upper", "ready", "gone")], inputs.slots + more
    )
    assert simulate(wider).verdict == "converges"


@trials
@given(rolling(400), st.booleans())
def test_leaps_change_nothing(inputs: Inputs, counts: bool) -> None:
    leaping = module._Rolling(inputs, counts).run()
    patient = module._Rolling(inputs, counts)
    patient._leap = lambda: None
    plain = patient.run()
    assert leaping.verdict == plain.verdict
    assert leaping.seconds == plain.seconds
    assert leaping.extra_task_seconds == plain.extra_task_seconds
    assert (leaping.peak_tasks, leaping.peak_held) == (plain.peak_tasks, plain.peak_held)
    assert len(leaping.timeline) + leaping.skipped == len(plain.timeline) + plain.skipped


def test_a_million_tasks_take_few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = 0
    act = module._Rolling._act

    def counted(self: module._Rolling) -> None:
        nonlocal steps
        steps += 1
        act(self)

    monkeypatch.setattr(module._Rolling, "_act", counted)
    run = simulate(Inputs(1_000_000, 1_000_000, 2_000_000, 75, 330, 1_000_001))
    assert (run.verdict, run.seconds) == ("converges", 405_000_000)
    assert len(run.timeline) <= module.MAX_TIMELINE
    assert steps < 200
    simulate(Inputs(1_000_000, 999_990, 1_000_007, 77, 331, 1_000_009))
    assert steps < 2 * module.MAX_EVENTS


def test_beside() -> None:
    phases = (Phase("canary bake time", 600), Phase("bake time", 300))
    run = simulate(Inputs(4, 4, 8, 75, 330, shifts=phases))
    assert [tuple(moment) for moment in run.timeline] == [
        (0, 4, 4, 0, 0),
        (75, 4, 0, 4, 0),
        (975, 0, 0, 4, 4),
        (1305, 0, 0, 4, 0),
    ]
    short = simulate(Inputs(14, 14, 28, 75, 330, 27, phases))
    assert (short.verdict, short.peak_held, short.timeline[0].pending) == ("blocked", 27, 13)
    assert simulate(Inputs(14, 14, 28, 75, 330, 28, phases)).verdict == "converges"


def test_early_success() -> None:
    inputs = Inputs(10, 10, 12, 75, 330, success=6, success_bake=60)
    waits, defers = simulate(inputs), simulate(Inputs(10, 10, 12, 75, 330, None, None, 6, 60, False))
    # two at a time: 75, 150, 225 s; 60 s of bake time
    assert defers.seconds == 225 + 60
    assert waits.seconds == simulate(Inputs(10, 10, 12, 75, 330)).seconds


@pytest.mark.parametrize(
    ("boot", "grace", "until", "killed"),
    [(0, 0, 10, False), (20, 0, 30, False), (21, 0, 41, True), (21, 30, 41, True), (21, 31, 41, False)],
)
def test_target_check(boot: int, grace: int, until: int, killed: bool) -> None:
    check = TargetCheck(10, 2, 2)
    assert check.until_healthy(boot) == until
    assert check.kills(boot, grace) is killed


def test_checks_have_to_be_passed_all() -> None:
    checks = Checks((TargetCheck(30, 5, 2),), (ContainerCheck(60, 3, 0),), 0)
    assert checks.until_healthy(0) == 60
    assert Checks().until_healthy(500) == 40
    assert Checks((), (ContainerCheck(10, 3, 60),)).kills(91)
    assert not Checks((), (ContainerCheck(10, 3, 60),)).kills(90)


def test_arithmetic() -> None:
    assert [lower_limit(3, 50), upper_limit(3, 150), upper_limit(1, 150)] == [2, 4, 1]
    assert is_blocked(1, 100, 150)
    assert not is_blocked(2, 100, 150)
    assert not is_blocked(0, 100, 100)
    assert [breaker_threshold(n) for n in (1, 6, 7, 400, 1000)] == [3, 3, 4, 200, 200]
    assert breaker_threshold(1000, "UNBOUNDED_PERCENT", 50) == 500
    assert breaker_threshold(1000, "COUNT", 7) == 7
    # 10 %: 9 pauses, 11 %: 9, 100 %: none, 3 %: 33
    assert [linear_steps(tenths) for tenths in (100, 110, 1000, 30)] == [9, 9, 0, 33]
