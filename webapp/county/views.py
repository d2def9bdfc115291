"""All pages of the self sheet, gathered for the application."""

from webapp.county import (
    autosaving,
    checking,
    claims,
    handing_up,
    items,
    receipts,
    receiver,
    sheets,
    workbooks,
)
from webapp.county.blueprint import pages as pages

PARTS = (sheets, items, autosaving, claims, checking, handing_up, receipts, receiver, workbooks)
