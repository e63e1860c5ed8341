"""What was typed after ``retain``: a verb, words, ``key=value``."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from analysis.pages import typed
from experiments.errors import BadInput, is_hidden
from experiments.input.settings import SETTINGS, shipped
from experiments.input.words import bracket_problem, unknown, unquoted

HELP, VERSION, MANY = ("-h", "--help", "-?", "/?"), ("--version", "-V"), ("-m", "--multirun")
ALIASES = {"optimize": "optimise"}
# near synonyms that no edit distance finds
SYNONYMS = {
    "comparison": "compare",
    "versus": "compare",
    "show": "list",
    "ls": "list",
    "create": "new",
    "simulate": "run",
    "benchmark": "bench",
    "fit": "calibrate",
    "scoreboard": "validate",
}


@dataclass
class Command:
    """Hold one command line.

    Attributes
    ----------
    verb : one of the verbs, or None where none was typed.
    words : bare words in their order.
    settings : text by key, in the order typed.
    help, version, many : whether ``--help``, ``--version``, ``-m`` was typed.
    typed : the whole line, for the manifest.
    """

    verb: str | None = None
    words: list[str] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    help: bool = False
    version: bool = False
    many: bool = False
    typed: str = "retain"


def parse(arguments: list[str]) -> Command:
    """Read the arguments after the program's name; raise :class:`BadInput` where they follow no grammar."""
    command = Command(typed=typed("retain", *arguments))
    for position, raw in enumerate(arguments):
        _check_letters(raw)
        argument = unquoted(raw)
        if argument in HELP or (argument == "help" and position == 0):
            command.help = True
        elif argument in VERSION:
            command.version = True
        elif argument in MANY:
            command.many = True
        elif command.verb is None and "=" not in argument and argument[:1] not in ("+", "~", "-", "["):
            command.verb = _verb(argument)
        else:
            _argument(command, argument)
    if command.verb is None and (command.settings or command.words):
        first = next(iter(command.settings), None) or command.words[0]
        raise BadInput(
            f"{first} stands where a verb belongs", mend=f"begin with one of {', '.join(SETTINGS)}: retain compare {' '.join(arguments)}"
        )
    if command.many and command.verb not in ("run", None):
        raise BadInput("-m belongs to run only", mend="write retain run -m scenario=a,b")
    return command


def _check_letters(argument):
    """Refuse what no name and no value has: line ends, terminal codes, bytes outside any alphabet, marks that turn or hide letters."""
    odd = next((letter for letter in argument if is_hidden(letter)), None)
    if odd is not None:
        name = unicodedata.name(odd, "a control character").lower()
        raise BadInput(f"holds {name}, which cannot be seen", argument, mend="type it again by hand, or give the file another name")


def _verb(word):
    word = ALIASES.get(word.lower(), word)
    if word in SETTINGS:
        return word
    if word.lower() in SYNONYMS:
        raise BadInput(f"there is no verb {word}", nearest=SYNONYMS[word.lower()], mend="retain --help shows the verbs")
    if word in shipped("scenario"):
        raise BadInput(f"there is no verb {word}", mend=f"for the scenario write retain compare {word}")
    raise unknown("verb", word, SETTINGS, mend="retain --help shows the verbs")


def _argument(command, argument):
    many_hydra = command.many and argument.lstrip("+~").startswith(("hydra.", "hydra/"))
    if argument[:1] in ("+", "~") and not argument.startswith("~/") and not many_hydra:
        reason = "adds a key that nothing reads" if argument[0] == "+" else "takes a key away that the model needs"
        raise BadInput(
            f"{argument[0]}key {reason}, so it is refused", argument, mend=f"write {argument.lstrip('+~')} if that is what is meant"
        )
    if argument.startswith("-") and argument[1:2].isalpha() or argument.startswith("--"):
        plain = argument.lstrip("-").replace("-", "_") if "=" not in argument else argument.lstrip("-")
        mend = f"write {plain}" if "=" in argument else f"write {plain}=..." if plain else "take it away"
        raise BadInput("settings are written without dashes", argument, mend=mend)
    if argument in ("=", ":", ",") or argument.startswith("=") or argument.endswith(","):
        raise BadInput(f"{argument} stands alone", mend="write key=value and lists without spaces, or put the whole in quotes")
    key, equals, value = argument.partition("=")
    bracket = bracket_problem(argument)
    if bracket:
        raise BadInput(bracket, argument, mend="write the list in quotes and without spaces, such as 'scenarios=[a,b]'")
    if not equals:
        if argument:
            command.words.append(argument)
        return
    key, value = key.strip(), unquoted(value)
    if not key or any(letter.isspace() for letter in key):
        raise BadInput("has no key before the equals sign" if not key else "has a space in its key", argument, mend="write key=value")
    if value.startswith("="):
        raise BadInput("has two equals signs", argument, mend=f"write {key}={value.lstrip('=')}")
    if "${" in value:
        raise BadInput("${ is not read here, nothing on the command line is executed", argument, mend="write the value itself")
    if key in command.settings:
        raise BadInput(f"{key} is given twice", mend=f"keep {key}={command.settings[key]} or {key}={value}")
    command.settings[key] = value
