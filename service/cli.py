"""The command line: ``solferol serve``, ``solferol estimate``, and commands on what is kept."""

import argparse
import asyncio
import json
import logging
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any, get_args

from pydantic import ValidationError

from models.action_spectrum import ActionSpectrumName
from models.body import ClothingName
from models.calibrations import CalibrationName
from models.posture import Posture
from service.advice_texts import ADVICE_TEXT, DISCLAIMER
from service.answers import Estimate
from service.app import create_app
from service.computing import suit_the_interpreter
from service.configuration import faults, oddities, unknown_settings
from service.connections import Patience
from service.doctor import examined
from service.errors import FieldError, InvalidInput
from service.estimation import estimate
from service.logs import configure
from service.presentation import estimate_out
from service.questions import Melanin, Question, SurfaceName, UvSource, begun
from service.record_commands import add_commands, run_command
from service.schemas.checks import check_question, query_pointer
from service.schemas.queries import EstimateQuery
from service.serving import serve
from service.settings import Settings
from service.storage.folders import FolderUnusable, data_folder, try_folder
from service.surroundings import database_of, look_at_database, look_at_sources
from service.telemetry import TelemetryUnusable, tracer_provider
from service.tongues import tongue_of
from service.web import data_words, words

_log = logging.getLogger("solferol.start")
_USAGE_ERROR = 2
_MOST_PORT = 65_535


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run a command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the process by default.

    Returns
    -------
    int
        Exit status: 2 for input that cannot be used.
    """
    chosen = _parser().parse_args(arguments)
    if chosen.command == "doctor":
        told, status = examined()
        print(told)
        return status
    try:
        settings = Settings()
    except ValidationError as error:
        for fault in faults(error):
            print(f"solferol: {fault}", file=sys.stderr)
        return _USAGE_ERROR
    if chosen.command == "serve":
        configure(settings.log_format, settings.log_level)
        return _serve(settings, chosen.host, chosen.port)
    if chosen.command in {"keys", "single-user", "import", "backup"}:
        return run_command(settings, chosen)
    if chosen.command == "openapi":
        print(json.dumps(create_app(settings).openapi(), indent=2, ensure_ascii=False))
        return 0
    return _estimate(settings, vars(chosen))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="solferol", description="Vitamin D and burn minutes.")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="run the HTTP service and the web form")
    serve.add_argument("--host", help="address to listen on")
    serve.add_argument("--port", type=_port, help="port to listen on")
    commands.add_parser("openapi", help="print the contract as OpenAPI 3.1")
    commands.add_parser("doctor", help="say what is right and wrong with settings and surroundings")
    add_commands(commands)
    asked = commands.add_parser("estimate", help="answer one question")
    asked.add_argument("--latitude", required=True, metavar="DEG", help="positive north")
    asked.add_argument("--longitude", required=True, metavar="DEG", help="positive east")
    asked.add_argument("--skin-type", required=True, metavar="1-6", help="Fitzpatrick type")
    asked.add_argument("--start", metavar="TIME", help="RFC 3339 with offset; now by default")
    asked.add_argument("--end", metavar="TIME", help="adds what the stay gives")
    asked.add_argument("--target-iu", metavar="IU")
    asked.add_argument("--clothing", choices=get_args(ClothingName))
    asked.add_argument("--skin-fraction", metavar="0-1", help="instead of clothing")
    asked.add_argument("--posture", choices=get_args(Posture))
    asked.add_argument("--age-years", metavar="YEARS")
    asked.add_argument("--calibration", choices=get_args(CalibrationName))
    asked.add_argument("--melanin", choices=get_args(Melanin))
    asked.add_argument("--action-spectrum", choices=get_args(ActionSpectrumName))
    asked.add_argument("--elevation-m", metavar="M")
    asked.add_argument("--surface", choices=get_args(SurfaceName))
    asked.add_argument("--uv", metavar="UVI", help="UV index at the start")
    asked.add_argument("--ozone-du", metavar="DU")
    asked.add_argument("--cloud-cover", metavar="0-1")
    asked.add_argument("--uv-source", choices=get_args(UvSource))
    asked.add_argument("--json", action="store_true", help="the answer of GET /v1/estimate")
    asked.add_argument("--verbose", action="store_true", help="tell as well what is logged")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > _MOST_PORT:
        raise argparse.ArgumentTypeError(f"a number from 0 to {_MOST_PORT} is needed")
    return int(text)


def _serve(settings: Settings, host: str | None, port: int | None) -> int:
    wrong = (each.words for each in look_at_sources(settings) if each.level == "wrong")
    for doubt in (*unknown_settings(os.environ), *oddities(settings), *wrong):
        _log.warning("%s", doubt)
    if database_of(settings) is None:
        print("solferol: SOLFEROL_DATABASE_URL: is no address of a database", file=sys.stderr)
        return _USAGE_ERROR
    try:
        try_folder(data_folder(settings.data_folder))
    except FolderUnusable as unusable:
        print(f"solferol: SOLFEROL_DATA_FOLDER: {unusable}", file=sys.stderr)
        return _USAGE_ERROR
    database = asyncio.run(look_at_database(settings))
    if database.level == "wrong":
        # Not the end: what is about nobody is answered without it, and it is asked again.
        _log.error("database: %s", database.words)
    try:
        app = create_app(settings, traces=tracer_provider(os.environ))
    except TelemetryUnusable as error:
        print(f"solferol: {error}", file=sys.stderr)
        return _USAGE_ERROR
    where = host or settings.host
    number = settings.port if port is None else port
    suit_the_interpreter()
    return serve(app, where, number, settings.drain_s, _patience(settings))


def _patience(settings: Settings) -> Patience:
    return Patience(
        head_s=settings.header_timeout_s,
        most_head_bytes=settings.max_header_bytes,
        idle_s=settings.keep_alive_s,
        reader_s=settings.request_timeout_s,
    )


def _estimate(settings: Settings, given: dict[str, Any]) -> int:
    as_json = given.pop("json")
    if given.pop("verbose"):
        configure(settings.log_format, settings.log_level)
    else:
        # The answer says itself what it was made without.
        settings = settings.model_copy(update={"log_level": "error"})
    given.pop("command")
    fields = {name: value for name, value in given.items() if value is not None}
    try:
        question = EstimateQuery.model_validate(fields).question()
        answer = asyncio.run(_answer(settings, question))
    except ValidationError as error:
        return _refused(FieldError(str(e["loc"][0]), e["type"], e["msg"]) for e in error.errors())
    except InvalidInput as error:
        return _refused(error.errors)
    print(estimate_out(answer).model_dump_json(indent=2) if as_json else _told(answer))
    return 0


async def _answer(settings: Settings, question: Question) -> Estimate:
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        world = app.state.world
        started = begun(question, world.now())
        check_question(started, query_pointer)
        return await estimate(started, world)


def _refused(errors: Iterable[FieldError]) -> int:
    for error in errors:
        option = "--" + error.pointer.removeprefix("#/").replace("_", "-")
        print(f"solferol: {option}: {error.detail}", file=sys.stderr)
    return _USAGE_ERROR


def _told(answer: Estimate) -> str:
    t = tongue_of("en")
    limit, stay = words.limit_sentence(t, answer), words.session_sentence(t, answer)
    most = words.duration(t, answer.verdict.limit_minutes or 0.0)
    lines = [
        words.headline(t, answer),
        "",
        f"Vitamin D  {words.vitamin_d_sentence(t, answer)}",
        words.within_limit_sentence(t, answer),
        f"Sunburn    {words.burn_sentence(t, answer.burn)}",
        limit and f"Limit      {most} of bare-skin sun at most, {limit}",
        stay and f"The stay   {stay}",
        f"Sun        UV index {answer.uv.uv_index:.1f} ({words.category(t, answer)}), "
        f"{words.sun_sentence(t, answer)}",
        f"Source     {data_words.source_sentence(t, answer)}",
        *data_words.flag_sentences(t, answer),
        "",
        *(f"- {ADVICE_TEXT[key].en}" for key in answer.verdict.advice),
        "",
        DISCLAIMER.en,
    ]
    return "\n".join(line for line in lines if line is not None).replace("\u00a0", " ")
