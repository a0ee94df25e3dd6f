"""What a rulebook's scenarios come to: solved, simulated, varied, compared."""

from __future__ import annotations

from ludex import _ludex
from ludex.arguments import UINT64, as_int, as_name, as_real, as_threads, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, SupportsFloat, SupportsIndex

    import pandas as pd

    from ludex.balance import Comparison, ExpectationReport, WinMatrix
    from ludex.combat import CombatReport, Simulation
    from ludex.progress import Progress
    from ludex.rulebook import Rulebook
    from ludex.tuning import Breakpoints, Sensitivity, Sweep


class Fights:
    """The half of `Rulebook` that asks what its scenarios come to."""

    _program: _ludex.Program

    @property
    def scenarios(self) -> list[str]:
        """Names of the scenarios, in the order written."""
        return _ludex.scenarios(self._program)

    def solve(self, scenario: str, *, max_states: SupportsIndex = 5_000_000) -> CombatReport:
        """Say exactly what comes of a scenario: no sampling, chances as they are written.

        Parameters
        ----------
        scenario : str
            Its name.
        max_states : int
            States of a fight, instant by instant, that are looked at before solving gives up.

        Returns
        -------
        CombatReport

        Raises
        ------
        LudexError
            No such scenario; or it cannot be solved, with the reason: then `simulate` it.

        Examples
        --------
        >>> from ludex import Rulebook
        >>> report = Rulebook.load("examples/rulebooks/duel.json").solve("d1")
        >>> round(report["win_a"], 7), round(report["win_b"], 7), round(report["draw"], 7)
        (0.5407518, 0.4397116, 0.0195366)
        """
        from ludex.combat import CombatReport

        return CombatReport(*_ludex.solve(self._program, as_name("scenario", scenario), as_int("max_states", max_states, UINT64)))

    def simulation(self, scenario: str, *, seed: SupportsIndex = 1) -> Simulation:
        """Start a simulation, to be run in parts, kept and gone on with.

        Parameters
        ----------
        scenario : str
            Its name.
        seed : int, 0..2**64 - 1
            Of chance: fight i of a seed is the same fight everywhere.

        Returns
        -------
        Simulation
        """
        from ludex.combat import Simulation

        return Simulation(_ludex.Simulation.start(self._program, as_name("scenario", scenario), as_int("seed", seed, UINT64)), self)

    def simulate(
        self,
        scenario: str,
        fights: SupportsIndex = 100_000,
        *,
        error: float = 0.0,
        seed: SupportsIndex = 1,
        threads: SupportsIndex | None = None,
        progress: Progress = False,
    ) -> CombatReport:
        """Play a scenario many times.

        Parameters
        ----------
        scenario : str
            Its name.
        fights : int, at least 1
            How many, at most.
        error : float
            Above 0: stop once every win rate is known to within it, at 95 %.
        seed : int, 0..2**64 - 1
            Of chance.
        threads : int, optional
            None: as many as the machine offers. The result does not depend on it.
        progress : bool or callable
            True: a bar, tqdm's where that is installed. A callable gets the fights so far and all there are, or None, every 50
            ms at most and at the end. What it raises, and Ctrl-C, stops the work.

        Returns
        -------
        CombatReport

        Examples
        --------
        >>> from ludex import Rulebook
        >>> duel = Rulebook.load("examples/rulebooks/duel.json")
        >>> report = duel.simulate("d1", 20_000)
        >>> low, high = report.intervals["win_a"]
        >>> low < duel.solve("d1")["win_a"] < high
        True
        """
        fights = as_int("fights", fights, (1, UINT64[1]))  # of none every rate would be 0
        simulation = self.simulation(scenario, seed=seed)
        simulation.run(fights, error=error, threads=threads, progress=progress)
        return simulation.report()

    def sensitivity(
        self,
        scenario: str,
        of: Sequence[str] = (),
        *,
        step: float | str = "1%",
        fights: SupportsIndex = 20_000,
        seed: SupportsIndex = 1,
        max_states: SupportsIndex = 5_000_000,
        threads: SupportsIndex | None = None,
        first: SupportsIndex = 0,
        count: SupportsIndex | None = None,
        progress: Progress = False,
    ) -> Sensitivity:
        """Say how much each number matters to a scenario: one step down and one up, all else as it is.

        Parameters
        ----------
        scenario : str
            Its name.
        of : list of str
            Pointers to numbers, or to objects and lists of them; none: all that the scenario can read.
        step : float or str
            ``"1%"`` of the value (of an int at least 1), or a number.
        fights, seed : int
            Played where it cannot be solved, the same fights under both numbers.
        max_states : int
            As `solve` takes it; 0: only duels that fold are solved.
        threads : int, optional
            None: as many as the machine offers. The result does not depend on it.
        first, count : int
            Only these of the numbers asked about, counted as they are written.
        progress : bool or callable
            True: a bar, tqdm's where that is installed. A callable gets the variations so far and all there are, or None, every 50
            ms at most and at the end. What it raises, and Ctrl-C, stops the work.

        Returns
        -------
        Sensitivity

        Examples
        --------
        >>> from ludex import Rulebook
        >>> duel = Rulebook.load("examples/rulebooks/duel.json")
        >>> duel.sensitivity("d1").frame["pointer"][0]
        '/tables/makes/rows/rifle/damage_max'
        """
        from ludex.progress import teller
        from ludex.tuning import Sensitivity, options_json

        return Sensitivity(
            _ludex.sensitivity(
                self._program,
                as_name("scenario", scenario),
                options_json(of=of, step=step, fights=fights, seed=seed, max_states=max_states, threads=threads, first=first, count=count),
                teller(progress, "variations"),
            )
        )

    def sweep(
        self,
        scenario: str,
        vary: Mapping[str, Iterable[SupportsFloat] | SupportsFloat | str],
        *,
        fights: SupportsIndex = 20_000,
        seed: SupportsIndex = 1,
        max_states: SupportsIndex = 5_000_000,
        threads: SupportsIndex | None = None,
        first: SupportsIndex = 0,
        count: SupportsIndex | None = None,
        progress: Progress = False,
    ) -> Sweep:
        """Say what comes of a scenario at every point of a grid of numbers.

        Parameters
        ----------
        scenario : str
            Its name.
        vary : dict
            Values by JSON Pointer: a list, a number, or ``"FROM..TO"`` or ``"FROM..TO:STEP"``. Without a step it is one unit of the
            last digit written: ``"0.60..0.75"`` goes by 0.01, ``"8..24"`` by 1.
        fights, seed, max_states, threads
            As `sensitivity` takes them.
        first, count : int
            Only these points, by number; the last axis turns fastest. Any part has the bits that it has in the whole.
        progress : bool or callable
            As `sensitivity` takes it, with the points so far.

        Returns
        -------
        Sweep

        Warns
        -----
        UserWarning
            No value of a number makes any difference (`Sweep.without_effect`).

        Examples
        --------
        >>> from ludex import Rulebook
        >>> duel = Rulebook.load("examples/rulebooks/duel.json")
        >>> sweep = duel.sweep("d1", {"/tables/makes/rows/rifle/hit": [0.7, 0.75, 0.8]})
        >>> bool(sweep.frame["win_a"].is_monotonic_increasing)
        True
        """
        from ludex.progress import teller
        from ludex.tuning import Sweep, axes_of, options_json

        name = as_name("scenario", scenario)
        options = options_json(
            vary=axes_of(vary), fights=fights, seed=seed, max_states=max_states, threads=threads, first=first, count=count
        )
        sweep = Sweep(_ludex.sweep(self._program, name, options, teller(progress, "points")))
        if unread := sweep.without_effect:
            from warnings import warn

            warn(f"{', '.join(unread)}: no value makes any difference to {name!r}, whose fights may never read it", stacklevel=2)
        return sweep

    def breakpoints(
        self,
        scenario: str,
        vary: Mapping[str, Iterable[SupportsFloat] | SupportsFloat | str],
        *,
        threads: SupportsIndex | None = None,
        progress: Progress = False,
    ) -> Breakpoints:
        """Find the values of a number, or of one for each value of a second, at which a hit more or less is needed.

        Parameters
        ----------
        scenario : str
            Its name: a duel in which attacks only wear the other side down.
        vary : dict
            One number or two, as `sweep` takes them.
        threads : int, optional
            As `sensitivity` takes it.
        progress : bool or callable
            As `sensitivity` takes it, with the duels solved so far; None for all there are where a long axis is searched.

        Returns
        -------
        Breakpoints

        Examples
        --------
        >>> from ludex import Rulebook
        >>> duel = Rulebook.load("examples/rulebooks/duel.json")
        >>> found = duel.breakpoints("d1", {"/tables/makes/rows/rifle/damage_max": "8..24"})
        >>> list(found.frame.columns)[:4]
        ['from', 'to', 'attacker', 'target']
        """
        from ludex.progress import teller
        from ludex.tuning import Breakpoints, axes_of, options_json

        options = options_json(vary=axes_of(vary), threads=threads)
        return Breakpoints(_ludex.breakpoints(self._program, as_name("scenario", scenario), options, teller(progress, "duels")))

    def fight_log(self, scenario: str, fight: SupportsIndex = 0, *, seed: SupportsIndex = 1) -> list[dict[str, Any]]:
        """Return one fight of a simulation, blow by blow.

        Parameters
        ----------
        scenario : str
            Its name.
        fight : int
            Its number.
        seed : int
            The simulation's.

        Returns
        -------
        list of dict
            Time, fighter, action and verdict with its draws; how it ended as the last.
        """
        import json

        log = _ludex.fight_log(self._program, as_name("scenario", scenario), as_int("seed", seed, UINT64), as_int("fight", fight, UINT64))
        return [json.loads(line) for line in log.splitlines()]

    def test(
        self,
        *scenarios: str,
        fights: SupportsIndex = 1_000_000,
        alarm: float = 1e-6,
        seed: SupportsIndex = 1,
        sample: bool = False,
        threads: SupportsIndex | None = None,
        progress: Progress = False,
    ) -> ExpectationReport:
        """Say whether scenarios are as their ``expect`` says: solved, or played until it is decided.

        Parameters
        ----------
        *scenarios : str
            Names; without any, all that have ``expect``.
        fights : int
            Of a scenario that cannot be solved, at most. What is not decided by then is ``"undecided"``.
        alarm : float
            How often a run may fail although all expectations hold: a probability, shared by all that is sampled.
        seed : int, 0..2**64 - 1
            Of chance.
        sample : bool
            Play even what could be solved.
        threads : int, optional
            None: as many as the machine offers. The result does not depend on it.
        progress : bool or callable
            True: a bar, tqdm's where that is installed. A callable gets the fights so far and all there are, or None, every 50
            ms at most and at the end. What it raises, and Ctrl-C, stops the work.

        Returns
        -------
        ExpectationReport

        Examples
        --------
        >>> from ludex import Rulebook
        >>> Rulebook.load("examples/rulebooks/arsenal.json").test("mirror", "duel")
        <ExpectationReport passed: 6 passed, 0 failed, 0 undecided>
        """
        from ludex.balance import ExpectationReport
        from ludex.progress import teller

        for one in scenarios:
            if not isinstance(one, str):
                _ludex.raise_error("host", f"a scenario is {shown(one)}: give names one by one, test('duel', 'siege')")
        options = _balance_options(seed, threads, sample=sample, fights=as_int("fights", fights, (1, UINT64[1])), alarm=alarm, scenarios=list(scenarios))
        return ExpectationReport(_ludex.test_expectations(self._program, options, teller(progress, "fights")))

    def compare(
        self,
        after: Rulebook,
        scenario: str,
        fights: SupportsIndex = 100_000,
        *,
        error: float = 0.0,
        seed: SupportsIndex = 1,
        sample: bool = False,
        threads: SupportsIndex | None = None,
        progress: Progress = False,
    ) -> Comparison:
        """Say what changes in a scenario from this rulebook to another.

        Both are solved, or the same fights are fought under both until the difference of every win rate is decided.

        Parameters
        ----------
        after : Rulebook
            Has a scenario of that name, with the same teams.
        scenario : str
            Its name.
        fights : int
            Under each, at most.
        error : float
            Above 0: play until the differences of all win rates are known to within it, decided or not.
        seed : int, 0..2**64 - 1
            Of chance.
        sample : bool
            Play even what could be solved.
        threads : int, optional
            None: as many as the machine offers. The result does not depend on it.
        progress : bool or callable
            True: a bar, tqdm's where that is installed. A callable gets the fights so far and all there are, or None, every 50
            ms at most and at the end. What it raises, and Ctrl-C, stops the work.

        Returns
        -------
        Comparison

        Examples
        --------
        >>> from ludex import Rulebook
        >>> duel = Rulebook.load("examples/rulebooks/duel.json")
        >>> duel.compare(duel, "d1")
        <Comparison win_a +0.0000, win_b +0.0000, exact>
        """
        check_rulebook("after", after)
        from ludex.balance import Comparison
        from ludex.progress import teller

        options = _balance_options(seed, threads, sample=sample, fights=as_int("fights", fights, (1, UINT64[1])), error=error)
        return Comparison(_ludex.compare_scenario(self._program, after._program, as_name("scenario", scenario), options, teller(progress, "fights")))

    def matrix(
        self,
        scenario: str,
        *,
        error: float = 0.005,
        seed: SupportsIndex = 1,
        max_states: SupportsIndex = 0,
        sample: bool = False,
        threads: SupportsIndex | None = None,
        progress: Progress = False,
    ) -> WinMatrix:
        """Let every loadout of a scenario fight every other.

        Parameters
        ----------
        scenario : str
            One with ``loadouts``.
        error : float
            Half-width to which a pair that cannot be solved is played, at 95 %.
        seed : int, 0..2**64 - 1
            Of chance.
        max_states : int
            States of a pair's fights that are looked at before solving gives up; 0: as many as are left for each pair.
        sample : bool
            Play even what could be solved.
        threads : int, optional
            None: as many as the machine offers. The result does not depend on it.
        progress : bool or callable
            True: a bar, tqdm's where that is installed. A callable gets the pairs so far and all there are, or None, every 50
            ms at most and at the end. What it raises, and Ctrl-C, stops the work.

        Returns
        -------
        WinMatrix

        Examples
        --------
        >>> from ludex import Rulebook
        >>> matrix = Rulebook.load("examples/rulebooks/arsenal.json").matrix("duel")
        >>> matrix["exact_pairs"], len(matrix.groups)
        (100, 10)
        """
        from ludex.balance import WinMatrix
        from ludex.progress import teller

        options = _balance_options(seed, threads, sample=sample, error=error, max_states=as_int("max_states", max_states, UINT64))
        return WinMatrix(_ludex.win_matrix(self._program, as_name("scenario", scenario), options, teller(progress, "pairs")))


def check_rulebook(name: str, value: Any) -> None:
    """Raise unless `value` is a rulebook."""
    if not isinstance(value, Fights):
        _ludex.raise_error("host", f"{name} is {shown(value)}: give a Rulebook, as Rulebook.load reads it from a file")


def _balance_options(seed: SupportsIndex, threads: SupportsIndex | None, **others: Any) -> bytes:
    for name in ("alarm", "error"):
        if name in others:
            others[name] = as_real(name, others[name], 0, 1, includes_high=False)
    options = {"seed": as_int("seed", seed, UINT64), "threads": as_threads(threads, 256), **others}
    return _ludex.encode_value({name: value for name, value in options.items() if value is not None}, "options")
