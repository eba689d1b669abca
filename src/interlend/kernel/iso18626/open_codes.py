"""The open code lists of ISO 18626: recommended values with labels for people.

The lists are open by definition. A code outside them is stored and shown as it came, never refused.
Source: open code lists of the maintenance agency for ISO 18626:2017, with the additions of the 2021 revision.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


def _folded(text: str) -> str:
    """Fold case, spaces and the dashes that word processors put in place of a hyphen."""
    folded = text.strip().casefold().replace("\u2013", "-").replace("\u2014", "-").replace("\u2010", "-")
    return folded.replace(" ", "").replace("_", "-")


@dataclass(frozen=True, slots=True)
class OpenList:
    """One open list: code to label, and how to find a code that was written a little differently."""

    name: str
    labels: Mapping[str, str]
    _by_folded: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_folded", {_folded(code): code for code in self.labels})

    def normalized(self, code: str) -> str:
        """Return the list's own spelling of `code`, or `code` without outer spaces where it is unknown."""
        return self._by_folded.get(_folded(code), code.strip())

    def knows(self, code: str) -> bool:
        """Say whether `code` is on the list, in any spelling that `normalized` accepts."""
        return _folded(code) in self._by_folded

    def label(self, code: str) -> str:
        """Return the label for people; an unknown code is its own label."""
        return self.labels.get(self.normalized(code), code.strip())


AGENCY_ID_TYPE = OpenList(
    "agencyIdType",
    {"ISIL": "ISIL", "DNUCNI": "National union catalog symbol", "ICOLC": "ICOLC symbol"},
)

BIBLIOGRAPHIC_ITEM_ID = OpenList(
    "bibliographicItemIdentifierCode",
    {"ISBN": "ISBN", "ISSN": "ISSN", "ISMN": "ISMN"},
)

BIBLIOGRAPHIC_RECORD_ID = OpenList(
    "bibliographicRecordIdentifierCode",
    {
        "AMICUS": "AMICUS number",
        "BL": "British Library number",
        "FAUST": "FAUST number",
        "JNB": "Japanese national bibliography number",
        "LA": "Libraries Australia number",
        "LCCN": "Library of Congress control number",
        "Medline": "MEDLINE number",
        "NCID": "NACSIS-CAT number",
        "OCLC": "OCLC number",
        "PID": "Persistent identifier",
        "PMID": "PubMed number",
        "TP": "Trove number",
    },
)

BILLING_METHOD = OpenList(
    "billingMethod",
    {
        "Account": "Account",
        "FreeOfCharge": "Free of charge",
        "Invoice": "Invoice",
        "Other": "Other",
        "ReciprocityAgreement": "Reciprocity agreement",
    },
)

COPYRIGHT_COMPLIANCE = OpenList(
    "copyrightCompliance",
    {
        "AU-CopyRCatS183ComW": "Australia: section 183, Commonwealth",
        "AU-CopyRCatS183State": "Australia: section 183, State",
        "AU-CopyrightActS49": "Australia: Copyright Act, section 49",
        "AU-CopyrightActS50-1": "Australia: Copyright Act, section 50(1)",
        "AU-CopyrightActS50-7A": "Australia: Copyright Act, section 50(7A)",
        "AU-CopyrightActS50-7B": "Australia: Copyright Act, section 50(7B)",
        "AU-CopyrightCleared": "Australia: cleared",
        "AU-GenBus": "Australia: general business",
        "NZ-CopyrightActS54": "New Zealand: Copyright Act, section 54",
        "NZ-CopyrightActS55": "New Zealand: Copyright Act, section 55",
        "UK-CopyRFeePaid": "United Kingdom: fee paid",
        "UK-FairDealing": "United Kingdom: fair dealing",
        "US-CCG": "United States: conforms to guidelines",
        "US-CCL": "United States: conforms to law",
        "Other": "Other",
    },
)

FORMAT = OpenList(
    "itemFormat",
    {
        "Blu-ray": "Blu-ray",
        "Braille": "Braille",
        "CassetteTape": "Cassette tape",
        "CD": "CD",
        "CD-ROM": "CD-ROM",
        "Daisy-ROM": "DAISY",
        "DVD": "DVD",
        "EPUB": "EPUB",
        "EPUB2": "EPUB 2",
        "EPUB3": "EPUB 3",
        "JPEG": "JPEG",
        "LargePrint": "Large print",
        "LP": "Long-playing record",
        "Microform": "Microform",
        "MP3": "MP3",
        "Multimedia": "Multimedia",
        "PaperCopy": "Paper copy",
        "PDF": "PDF",
        "Printed": "Printed",
        "Tape": "Tape",
        "TIFF": "TIFF",
        "UltraHD": "Ultra HD Blu-ray",
        "VHS": "VHS",
    },
)

ELECTRONIC_ADDRESS_TYPE = OpenList(
    "electronicAddressType",
    {"Email": "E-mail", "FTP": "FTP", "Chat": "Chat", "Skype": "Skype"},
)

LOAN_CONDITION = OpenList(
    "loanCondition",
    {
        "LibraryUseOnly": "Library use only",
        "NoReproduction": "No reproduction",
        "SignatureRequired": "Signature required",
        "SpecCollSupervReq": "Special collections: supervision required",
        "WatchLibraryUseOnly": "Library use only, watched",
        "Other": "Other",
    },
)

PATRON_TYPE = OpenList(
    "patronType",
    {
        "Adult": "Adult",
        "Child": "Child",
        "Faculty": "Faculty",
        "GraduateStudent": "Graduate student",
        "Researcher": "Researcher",
        "Staff": "Staff",
        "Student": "Student",
        "UnderGraduateStudent": "Undergraduate student",
    },
)

PAYMENT_METHOD = OpenList(
    "paymentMethod",
    {
        "BankTransfer": "Bank transfer",
        "CreditCard": "Credit card",
        "DebitCard": "Debit card",
        "EFTS": "EFTS",
        "IBS": "IBS",
        "IIBS": "IIBS",
        "IFLAVoucher": "IFLA voucher",
        "IFM": "IFM",
        "LAPS": "LAPS",
        "Paypal": "PayPal",
    },
)

PUBLICATION_TYPE = OpenList(
    "publicationType",
    {
        "ArchiveMaterial": "Archive material",
        "Article": "Article",
        "AudioBook": "Audio book",
        "Book": "Book",
        "Chapter": "Chapter",
        "ConferenceProc": "Conference proceedings",
        "Game": "Game",
        "GovernmentPubl": "Government publication",
        "Image": "Image",
        "Journal": "Journal",
        "Manuscript": "Manuscript",
        "Map": "Map",
        "Movie": "Movie",
        "MusicRecording": "Music recording",
        "MusicScore": "Music score",
        "Newspaper": "Newspaper",
        "Patent": "Patent",
        "Report": "Report",
        "SoundRecording": "Sound recording",
        "Thesis": "Thesis",
    },
)

REASON_RETRY = OpenList(
    "reasonRetry",
    {
        "AtBindery": "At the bindery",
        "CostExceedsMaxCost": "Costs more than the stated maximum",
        "CourierNotSupp": "Courier not supported",
        "LoanCondition": "A loan condition must be met",
        "LoanPossible": "A loan is possible",
        "MultiVolAvail": "Several volumes available",
        "MustMeetLoanCondition": "A loan condition must be met",
        "NotCurrentAvailableForILL": "Not available for lending at present",
        "NotFoundAsCited": "Not found as cited",
        "OnLoan": "On loan",
        "OnOrder": "On order",
        "ReqDelDateNotPossible": "Delivery date not possible",
        "ReqDelMethodNotSupp": "Delivery method not supported",
        "ReqEditionNotPossible": "Edition not possible",
        "ReqFormatNotPossible": "Format not possible",
        "ReqPayMethodNotSupported": "Payment method not supported",
        "ReqServLevelNotSupp": "Service level not supported",
        "ReqServTypeNotPossible": "Service type not possible",
    },
)

REASON_UNFILLED = OpenList(
    "reasonUnfilled",
    {
        "Duplicate": "Duplicate request",
        "Expired": "Not answered in time",  # ours: the standard has no code for it
        "NonCirculating": "Does not circulate",
        "NotAvailableForILL": "Not available for lending",
        "NotHeld": "Not held",
        "NotOnShelf": "Not on shelf",
        "PolicyProblem": "Policy does not allow it",
        "PoorCondition": "In poor condition",
    },
)

DELIVERY_METHOD = OpenList(
    "deliveryMethod",
    {
        "Ariel": "Ariel",
        "ArticleExchange": "Article Exchange",
        "Courier": "Courier",
        "Email": "E-mail",
        "FTP": "FTP",
        "Mail": "Mail",
        "Odyssey": "Odyssey",
        "URL": "Web address",
    },
)

COURIER_NAME = OpenList(
    "courierName",
    {
        "DB Schenker": "DB Schenker",
        "DHL": "DHL",
        "Fedex": "FedEx",
        "PostNord AB": "PostNord",
        "UPS": "UPS",
    },
)

SERVICE_LEVEL = OpenList(
    "serviceLevel",
    {
        "Express": "Express",
        "Normal": "Normal",
        "Rush": "Rush",
        "SecondaryMail": "Secondary mail",
        "Standard": "Standard",
        "Urgent": "Urgent",
    },
)
