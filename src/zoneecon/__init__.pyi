"""What a type checker sees of the public face; a test holds it to FACE."""

from collections.abc import Callable

from zoneecon import plot as plot
from zoneecon.arguments import check_parameters as check_parameters
from zoneecon.data.vintage import load as load
from zoneecon.errors import BadInput as BadInput
from zoneecon.errors import ZoneEconError as ZoneEconError
from zoneecon.explorer.session import explore as explore
from zoneecon.growth import cagr as cagr
from zoneecon.growth import compound as compound
from zoneecon.growth import deflate as deflate
from zoneecon.growth import growth_rate as growth_rate
from zoneecon.growth import required_growth as required_growth
from zoneecon.history.results import findings as findings
from zoneecon.history.results import reconstruct as reconstruct
from zoneecon.refresh.run import publish as publish
from zoneecon.report.say import say as say
from zoneecon.report.say import speak as speak
from zoneecon.report.tables import show as show
from zoneecon.scenarios.breakeven import breakeven as breakeven
from zoneecon.scenarios.named import named_scenarios as named_scenarios
from zoneecon.scenarios.paths import simulate as simulate
from zoneecon.scenarios.sensitivity import tornado as tornado
from zoneecon.targets.answer import assess as assess
from zoneecon.targets.forecasts import forecast as forecast
from zoneecon.tracking.comparison import compare as compare

__version__: str
FACE: dict[str, str]

def handing_out(
    package: str, table: dict[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]: ...
