"""The story of Nienburg/Weser and its programme area Nordertor, 2016 to 2017, as a site to work in.

Everything is entered through the functions that the forms call, by the people whose task it is, on the story's days.
Companies and persons are invented and say so; towns, dates and the paper's reference are public facts.
"""

from upj_kooperation.demo.people import users
from upj_kooperation.demo.setup import complete_setup_wizard
from upj_kooperation.demo.story import load

__all__ = ["complete_setup_wizard", "load", "users"]
