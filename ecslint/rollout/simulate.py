"""The course of a deployment, from event to event.

A rolling deployment repeats itself soon: the same batches start and stop again and again. Such a cycle is
done in one leap, so that a million tasks cost as much as ten.
"""

from __future__ import annotations

from bisect import insort
from typing import Final

from ecslint.rollout.model import Inputs, Moment, Run, Verdict

MAX_EVENTS: Final = 20_000
"""Events that are looked at one by one; a deployment that has more is not followed to its end."""
LEAP_AFTER: Final = 100
"""Moments after which cycles are skipped; a shorter deployment is shown in full."""
MAX_TIMELINE: Final = 500
"""Moments that are kept."""


def simulate(inputs: Inputs, draining_counts: bool = False) -> Run:
    """Follow a deployment to its end.

    ``draining_counts``: whether tasks that are to stop count towards ``maximumPercent`` until they are gone.
    AWS' texts can be read both ways.
    """
    if inputs.shifts is not None:
        return _beside(inputs)
    return _Rolling(inputs, draining_counts).run()


def _beside(inputs: Inputs) -> Run:
    """Follow a deployment that starts all new tasks beside the old ones before any traffic moves."""
    desired = inputs.desired
    old = desired if inputs.slots is None else min(desired, inputs.slots)
    green = desired if inputs.slots is None else max(min(desired, inputs.slots - old), 0)
    first = Moment(0, old, green, 0, 0)
    peak = first.live
    if desired == 0:
        return Run("converges", 0, (0, 0), 0, 0, [first])
    if green < desired:
        return Run("blocked", None, (peak, peak), peak, 0, [first])
    shifted = inputs.ready + sum(phase.seconds for phase in inputs.shifts or ())
    end = shifted + inputs.gone
    course = [
        first,
        Moment(inputs.ready, old, 0, green, 0),
        Moment(shifted, 0, 0, green, old),
        Moment(end, 0, 0, green, 0),
    ]
    return Run("converges", end, (peak, peak), peak, desired * end, _later_ones(course))


def _later_ones(course: list[Moment]) -> list[Moment]:
    """Of moments at the same time, keep the last."""
    return [
        m
        for m, following in zip(course, [*course[1:], None], strict=True)
        if not following or following.t > m.t
    ]


class _Rolling:
    """A rolling deployment on its way."""

    def __init__(self, inputs: Inputs, draining_counts: bool) -> None:
        self.inputs = inputs
        self.draining_counts = draining_counts
        self.t = 0
        self.old = inputs.desired if inputs.slots is None else min(inputs.desired, inputs.slots)
        self.new = 0
        self.starting: list[tuple[int, int]] = []
        """(when healthy, how many), in order."""
        self.stopping: list[tuple[int, int]] = []
        self.pending = self.draining = 0
        self.stop_first = self.start_first = self.old
        """Tasks at most, by what is done first at a moment."""
        self.held = self.old
        self.extra = 0
        self.course: list[Moment] = []
        self.skipped = 0
        self.enough_at: int | None = None
        self.bound_by_rest = False
        """Whether the few tasks that are left decided on a step since the last leap was considered."""
        self.seen: dict[object, tuple[Moment, int, int]] = {}

    @property
    def live(self) -> int:
        return self.old + self.pending + self.new

    def run(self) -> Run:
        for _ in range(MAX_EVENTS):
            self._act()
            self._note()
            end = self._end()
            if end is not None:
                return self._result(end)
            if not self.starting and not self.stopping:
                return self._blocked()
            self._leap()
            self._advance()
        return self._result(None)

    def _end(self) -> int | None:
        """Return when the deployment has succeeded, as soon as that is settled."""
        inputs = self.inputs
        if inputs.success is not None and self.enough_at is None and self.new >= inputs.success:
            self.enough_at = self.t + inputs.success_bake
        old_gone = self.old == 0 and self.draining == 0
        if inputs.success is None:
            return self.t if old_gone and self.new >= inputs.desired else None
        if self.enough_at is None or (inputs.success_waits_for_old and not old_gone):
            return None
        return max(self.enough_at, self.t)

    def _room(self) -> int:
        """Return how many tasks may be started now, going by limits and not by what is left to do."""
        inputs = self.inputs
        room = inputs.upper - self.live - (self.draining if self.draining_counts else 0)
        return room if inputs.slots is None else min(room, inputs.slots - self.live - self.draining)

    def _act(self) -> None:
        """Stop and start whatever may be."""
        inputs = self.inputs
        first = max(min(self._room(), inputs.desired - self.new - self.pending), 0)
        self.start_first = max(self.start_first, self.live + first)
        spare = self.old + self.new - inputs.lower
        stop = max(min(self.old, spare), 0)
        if stop:
            self.old -= stop
            if inputs.gone:
                self.draining += stop
                _add(self.stopping, self.t + inputs.gone, stop)
        room, left = self._room(), inputs.desired - self.new - self.pending
        start = max(min(room, left), 0)
        if start:
            self.pending += start
            _add(self.starting, self.t + inputs.ready, start)
        if (spare > 0 and stop < spare) or (room > 0 and start < room):
            self.bound_by_rest = True

    def _note(self) -> None:
        self.stop_first = max(self.stop_first, self.live)
        self.held = max(self.held, self.live + self.draining)
        moment = Moment(self.t, self.old, self.pending, self.new, self.draining)
        if self.course and self.course[-1].t == self.t:
            self.course[-1] = moment
        elif len(self.course) < MAX_TIMELINE:
            self.course.append(moment)
        else:
            self.skipped += 1

    def _advance(self) -> None:
        """Go to the next event and let it happen."""
        then = min(queue[0][0] for queue in (self.starting, self.stopping) if queue)
        self.extra += (then - self.t) * (self.live + self.draining - self.inputs.desired)
        self.t = then
        while self.starting and self.starting[0][0] == then:
            count = self.starting.pop(0)[1]
            self.pending -= count
            self.new += count
        while self.stopping and self.stopping[0][0] == then:
            self.draining -= self.stopping.pop(0)[1]

    def _leap(self) -> None:
        """Skip whole cycles: as soon as things stand as they stood before, with fewer old tasks and more
        new ones."""
        key = (
            tuple((t - self.t, n) for t, n in self.starting),
            tuple((t - self.t, n) for t, n in self.stopping),
            self.old + self.new,
        )
        before = self.seen.get(key)
        now = Moment(self.t, self.old, self.pending, self.new, self.draining)
        self.seen[key] = (now, self.extra, len(self.course) + self.skipped)
        if before is None:
            return
        bound, self.bound_by_rest = self.bound_by_rest, False
        moment, extra, noted = before
        moved = moment.old - self.old
        if bound or moved <= 0 or self.inputs.success is not None:
            return
        left = min(self.old, self.inputs.desired - self.new - self.pending)
        times = left // moved - 3
        if times <= 0 or len(self.course) < LEAP_AFTER:
            return
        length = (self.t - moment.t) * times
        self.old -= moved * times
        self.new += moved * times
        self.extra += (self.extra - extra) * times
        self.skipped += (len(self.course) + self.skipped - noted) * times
        self.t += length
        self.starting = [(t + length, n) for t, n in self.starting]
        self.stopping = [(t + length, n) for t, n in self.stopping]
        self.seen.clear()

    def _result(self, end: int | None) -> Run:
        tasks = (self.stop_first, self.start_first)
        verdict: Verdict = "unknown" if end is None else "converges"
        return Run(verdict, end, tasks, self.held, self.extra, self.course, self.skipped)

    def _blocked(self) -> Run:
        return Run(
            "blocked", None, (self.stop_first, self.start_first), self.held, 0, self.course, self.skipped
        )


def _add(queue: list[tuple[int, int]], when: int, count: int) -> None:
    """Put a batch into a queue; batches of the same moment are one."""
    if queue and queue[-1][0] == when:
        queue[-1] = (when, queue[-1][1] + count)
    else:
        insort(queue, (when, count))
