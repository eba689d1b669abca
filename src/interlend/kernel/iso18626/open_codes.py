"""The open code lists of ISO 18626: recommended values with labels for people.

The lists are open by definition. A code outside them is stored and shown as it came, never refused.
Source: open code lists of the maintenance agency for ISO 18626:2017, with the additions of the 2021 revision.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from interlend.kernel.words import marked


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
    {"ISIL": "ISIL", "DNUCNI": marked("National union catalog symbol"), "ICOLC": marked("ICOLC symbol")},
)

BIBLIOGRAPHIC_ITEM_ID = OpenList(
    "bibliographicItemIdentifierCode",
    {"ISBN": "ISBN", "ISSN": "ISSN", "ISMN": "ISMN"},
)

BIBLIOGRAPHIC_RECORD_ID = OpenList(
    "bibliographicRecordIdentifierCode",
    {
        "AMICUS": marked("AMICUS number"),
        "BL": marked("British Library number"),
        "FAUST": marked("FAUST number"),
        "JNB": marked("Japanese national bibliography number"),
        "LA": marked("Libraries Australia number"),
        "LCCN": marked("Library of Congress control number"),
        "Medline": marked("MEDLINE number"),
        "NCID": marked("NACSIS-CAT number"),
        "OCLC": marked("OCLC number"),
        "PID": marked("Persistent identifier"),
        "PMID": marked("PubMed number"),
        "TP": marked("Trove number"),
    },
)

BILLING_METHOD = OpenList(
    "billingMethod",
    {
        "Account": marked("Account"),
        "FreeOfCharge": marked("Free of charge"),
        "Invoice": marked("Invoice"),
        "Other": marked("Other"),
        "ReciprocityAgreement": marked("Reciprocity agreement"),
    },
)

COPYRIGHT_COMPLIANCE = OpenList(
    "copyrightCompliance",
    {
        "AU-CopyRCatS183ComW": marked("Australia: section 183, Commonwealth"),
        "AU-CopyRCatS183State": marked("Australia: section 183, State"),
        "AU-CopyrightActS49": marked("Australia: Copyright Act, section 49"),
        "AU-CopyrightActS50-1": marked("Australia: Copyright Act, section 50(1)"),
        "AU-CopyrightActS50-7A": marked("Australia: Copyright Act, section 50(7A)"),
        "AU-CopyrightActS50-7B": marked("Australia: Copyright Act, section 50(7B)"),
        "AU-CopyrightCleared": marked("Australia: cleared"),
        "AU-GenBus": marked("Australia: general business"),
        "NZ-CopyrightActS54": marked("New Zealand: Copyright Act, section 54"),
        "NZ-CopyrightActS55": marked("New Zealand: Copyright Act, section 55"),
        "UK-CopyRFeePaid": marked("United Kingdom: fee paid"),
        "UK-FairDealing": marked("United Kingdom: fair dealing"),
        "US-CCG": marked("United States: conforms to guidelines"),
        "US-CCL": marked("United States: conforms to law"),
        "Other": marked("Other"),
    },
)

FORMAT = OpenList(
    "itemFormat",
    {
        "Blu-ray": "Blu-ray",
        "Braille": "Braille",
        "CassetteTape": marked("Cassette tape"),
        "CD": "CD",
        "CD-ROM": "CD-ROM",
        "Daisy-ROM": "DAISY",
        "DVD": "DVD",
        "EPUB": "EPUB",
        "EPUB2": "EPUB 2",
        "EPUB3": "EPUB 3",
        "JPEG": "JPEG",
        "LargePrint": marked("Large print"),
        "LP": marked("Long-playing record"),
        "Microform": marked("Microform"),
        "MP3": "MP3",
        "Multimedia": marked("Multimedia"),
        "PaperCopy": marked("Paper copy"),
        "PDF": "PDF",
        "Printed": marked("Printed"),
        "Tape": marked("Tape"),
        "TIFF": "TIFF",
        "UltraHD": "Ultra HD Blu-ray",
        "VHS": "VHS",
    },
)

ELECTRONIC_ADDRESS_TYPE = OpenList(
    "electronicAddressType",
    {"Email": marked("E-mail"), "FTP": "FTP", "Chat": marked("Chat"), "Skype": "Skype"},
)

LOAN_CONDITION = OpenList(
    "loanCondition",
    {
        "LibraryUseOnly": marked("Library use only"),
        "NoReproduction": marked("No reproduction"),
        "SignatureRequired": marked("Signature required"),
        "SpecCollSupervReq": marked("Special collections: supervision required"),
        "WatchLibraryUseOnly": marked("Library use only, watched"),
        "Other": marked("Other"),
    },
)

PATRON_TYPE = OpenList(
    "patronType",
    {
        "Adult": marked("Adult"),
        "Child": marked("Child"),
        "Faculty": marked("Faculty"),
        "GraduateStudent": marked("Graduate student"),
        "Researcher": marked("Researcher"),
        "Staff": marked("Staff"),
        "Student": marked("Student"),
        "UnderGraduateStudent": marked("Undergraduate student"),
    },
)

PAYMENT_METHOD = OpenList(
    "paymentMethod",
    {
        "BankTransfer": marked("Bank transfer"),
        "CreditCard": marked("Credit card"),
        "DebitCard": marked("Debit card"),
        "EFTS": "EFTS",
        "IBS": "IBS",
        "IIBS": "IIBS",
        "IFLAVoucher": marked("IFLA voucher"),
        "IFM": "IFM",
        "LAPS": "LAPS",
        "Paypal": "PayPal",
    },
)

PUBLICATION_TYPE = OpenList(
    "publicationType",
    {
        "ArchiveMaterial": marked("Archive material"),
        "Article": marked("Article"),
        "AudioBook": marked("Audio book"),
        "Book": marked("Book"),
        "Chapter": marked("Chapter"),
        "ConferenceProc": marked("Conference proceedings"),
        "Game": marked("Game"),
        "GovernmentPubl": marked("Government publication"),
        "Image": marked("Image"),
        "Journal": marked("Journal"),
        "Manuscript": marked("Manuscript"),
        "Map": marked("Map"),
        "Movie": marked("Movie"),
        "MusicRecording": marked("Music recording"),
        "MusicScore": marked("Music score"),
        "Newspaper": marked("Newspaper"),
        "Patent": marked("Patent"),
        "Report": marked("Report"),
        "SoundRecording": marked("Sound recording"),
        "Thesis": marked("Thesis"),
    },
)

REASON_RETRY = OpenList(
    "reasonRetry",
    {
        "AtBindery": marked("At the bindery"),
        "CostExceedsMaxCost": marked("Costs more than the stated maximum"),
        "CourierNotSupp": marked("Courier not supported"),
        "LoanCondition": marked("A loan condition must be met"),
        "LoanPossible": marked("A loan is possible"),
        "MultiVolAvail": marked("Several volumes available"),
        "MustMeetLoanCondition": marked("A loan condition must be met"),
        "NotCurrentAvailableForILL": marked("Not available for lending at present"),
        "NotFoundAsCited": marked("Not found as cited"),
        "OnLoan": marked("On loan"),
        "OnOrder": marked("On order"),
        "ReqDelDateNotPossible": marked("Delivery date not possible"),
        "ReqDelMethodNotSupp": marked("Delivery method not supported"),
        "ReqEditionNotPossible": marked("Edition not possible"),
        "ReqFormatNotPossible": marked("Format not possible"),
        "ReqPayMethodNotSupported": marked("Payment method not supported"),
        "ReqServLevelNotSupp": marked("Service level not supported"),
        "ReqServTypeNotPossible": marked("Service type not possible"),
    },
)

REASON_UNFILLED = OpenList(
    "reasonUnfilled",
    {
        "Duplicate": marked("Duplicate request"),
        "Expired": marked("Not answered in time"),  # ours: the standard has no code for it
        "NonCirculating": marked("Does not circulate"),
        "NotAvailableForILL": marked("Not available for lending"),
        "NotHeld": marked("Not held"),
        "NotOnShelf": marked("Not on shelf"),
        "PolicyProblem": marked("Policy does not allow it"),
        "PoorCondition": marked("In poor condition"),
    },
)

DELIVERY_METHOD = OpenList(
    "deliveryMethod",
    {
        "Ariel": "Ariel",
        "ArticleExchange": "Article Exchange",
        "Courier": marked("Courier"),
        "Email": marked("E-mail"),
        "FTP": "FTP",
        "Mail": marked("Mail"),
        "Odyssey": "Odyssey",
        "URL": marked("Web address"),
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
        "Express": marked("Express"),
        "Normal": marked("Normal"),
        "Rush": marked("Rush"),
        "SecondaryMail": marked("Secondary mail"),
        "Standard": marked("Standard"),
        "Urgent": marked("Urgent"),
    },
)
