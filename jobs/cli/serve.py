"""``serve``, ``api``, ``schedule``, ``answer``: the processes that stay."""

from __future__ import annotations

import typer

from jobs.cli.frame import config_in_force, ports, settings, store

app = typer.Typer()


@app.command(epilog="Examples: `summitry serve` · `summitry serve --config my.toml`")
def serve() -> None:
    """Run the scheduler and the API until stopped; writes a summitry.toml if there is none."""
    from pathlib import Path

    from jobs.processes import Service, supervise
    from jobs.settings import CONFIG_NAME, default_toml
    from jobs.wiring import child_command, child_environment

    if config_in_force() is None:
        Path(CONFIG_NAME).write_text(default_toml(), encoding="utf-8")
        print(f"wrote {CONFIG_NAME}: name your feeds there")
    chosen = settings()
    with store():
        pass  # The tables are laid before two processes want them.
    config = config_in_force()
    print(f"serving on http://{chosen.api.host}:{chosen.api.port}; stop with Ctrl-C", flush=True)
    services = (
        Service("schedule", child_command("schedule", config=config)),
        Service("api", child_command("api", config=config)),
    )
    raise typer.Exit(supervise(services, child_environment(config)))


@app.command(epilog="Example: `summitry api --port 8080`")
def api(
    host: str = typer.Option("", "--host", help="Address to listen on."),
    port: int = typer.Option(0, "--port", min=0, max=65535, help="Port to listen on."),
) -> None:
    """Serve the REST API and the dashboard."""
    from jobs.processes import become
    from jobs.wiring import api_command, child_environment

    chosen = settings().api
    more = {
        "SUMMITRY_API__HOST": host or chosen.host,
        "SUMMITRY_API__PORT": str(port or chosen.port),
    }
    become(api_command(), {**child_environment(config_in_force()), **more})


@app.command(epilog="Example: `summitry schedule`")
def schedule() -> None:
    """Wake jobs when they are due, until stopped."""
    from jobs.registry import plans
    from jobs.schedule import Alarm
    from jobs.wiring import answer_command, clock, new_owner, slot_command

    config = config_in_force()
    with store() as opened:
        Alarm(
            store=opened,
            plans=plans(settings().schedule),
            command=lambda job, slot: slot_command(job, slot, config),
            clock=clock,
            owner=new_owner(),
            extra=lambda: answer_command(opened, config),
        ).run()


@app.command(epilog="Example: `summitry answer --linger 0`")
def answer(
    linger: float = typer.Option(60, "--linger", min=0, help="Seconds to wait for more."),
) -> None:
    """Answer what users asked through the API."""
    from jobs.answer import answer_all
    from jobs.work import end_on_sigterm

    end_on_sigterm()
    with ports() as opened:
        print(f"answered {answer_all(opened, linger)} requests")
