"""The structure of ISO 18626 v1.2 (2017 revision), element by element.

Source: schema ISO-18626-v1_2, which the tests compare this table with.
"""

from interlend.kernel.iso18626 import codes, messages, parts
from interlend.kernel.iso18626.messages import Kind, Version
from interlend.kernel.iso18626.structure import (
    ClosedList,
    Simple,
    Structure,
    WhenUnsaid,
    any_number,
    choice,
    group,
    maybe,
    one,
    up_to,
)

CODE = Simple.CODE
DATE_TIME = Simple.DATE_TIME

ACTION = ClosedList(codes.Action, without=frozenset({codes.Action.HOLD_RETURN, codes.Action.LOST}))
ERROR_TYPE = ClosedList(codes.ErrorType)
MESSAGE_STATUS = ClosedList(codes.MessageStatus)
REASON_FOR_MESSAGE = ClosedList(codes.ReasonForMessage)
REQUEST_SUB_TYPE = ClosedList(codes.RequestSubType)
REQUEST_TYPE = ClosedList(codes.RequestType)
SERVICE_TYPE = ClosedList(codes.ServiceType)
STATUS = ClosedList(
    codes.Status, without=frozenset({codes.Status.HOLD_RETURN, codes.Status.RELEASE_HOLD_RETURN})
)
YES_NO = ClosedList(codes.YesNo)

AGENCY_ID = group(
    parts.AgencyId,
    one("agencyIdType", CODE),
    one("agencyIdValue"),
)
COSTS = group(
    parts.Costs,
    one("currencyCode", CODE),
    one("monetaryValue", Simple.DECIMAL),
)
ELECTRONIC_ADDRESS = group(
    parts.ElectronicAddress,
    one("electronicAddressType", CODE),
    one("electronicAddressData"),
)
PHYSICAL_ADDRESS = group(
    parts.PhysicalAddress,
    maybe("line1"),
    maybe("line2"),
    maybe("locality"),
    maybe("postalCode"),
    maybe("region", CODE),
    maybe("country", CODE),
)
ADDRESS = choice(
    parts.Address,
    one("electronicAddress", ELECTRONIC_ADDRESS),
    one("physicalAddress", PHYSICAL_ADDRESS),
)

REQUESTING_AGENCY_AUTHENTICATION = group(
    parts.RequestingAgencyAuthentication,
    maybe("accountId"),
    maybe("securityCode"),
)
HEADER = group(
    messages.Header,
    one("supplyingAgencyId", AGENCY_ID),
    one("requestingAgencyId", AGENCY_ID),
    one("multipleItemRequestId", when_unsaid=WhenUnsaid.EMPTY),
    one("timestamp", DATE_TIME),
    one("requestingAgencyRequestId"),
    maybe("supplyingAgencyRequestId"),
    maybe("requestingAgencyAuthentication", REQUESTING_AGENCY_AUTHENTICATION),
)
CONFIRMATION_HEADER = group(
    messages.ConfirmationHeader,
    maybe("supplyingAgencyId", AGENCY_ID),
    maybe("requestingAgencyId", AGENCY_ID),
    one("timestamp", DATE_TIME),
    maybe("requestingAgencyRequestId"),
    maybe("multipleItemRequestId"),
    one("timestampReceived", DATE_TIME),
    one("messageStatus", MESSAGE_STATUS),
)
ERROR_DATA = group(
    parts.ErrorData,
    one("errorType", ERROR_TYPE),
    maybe("errorValue"),
)

BIBLIOGRAPHIC_ITEM_ID = group(
    parts.BibliographicItemId,
    one("bibliographicItemIdentifier"),
    one("bibliographicItemIdentifierCode", CODE),
)
BIBLIOGRAPHIC_RECORD_ID = group(
    parts.BibliographicRecordId,
    one("bibliographicRecordIdentifierCode", CODE),
    one("bibliographicRecordIdentifier"),
)
BIBLIOGRAPHIC_INFO = group(
    parts.BibliographicInfo,
    maybe("supplierUniqueRecordId"),
    maybe("title"),
    maybe("author"),
    maybe("subtitle"),
    maybe("seriesTitle"),
    maybe("edition"),
    maybe("titleOfComponent"),
    maybe("authorOfComponent"),
    maybe("volume"),
    maybe("issue"),
    maybe("pagesRequested"),
    maybe("estimatedNoPages"),
    any_number("bibliographicItemId", BIBLIOGRAPHIC_ITEM_ID),
    maybe("sponsor"),
    maybe("informationSource"),
    any_number("bibliographicRecordId", BIBLIOGRAPHIC_RECORD_ID),
)
PUBLICATION_INFO = group(
    parts.PublicationInfo,
    maybe("publisher"),
    maybe("publicationType", CODE),
    maybe("publicationDate"),
    maybe("placeOfPublication"),
)
SERVICE_INFO = group(
    parts.ServiceInfo,
    maybe("requestType", REQUEST_TYPE),
    up_to(3, "requestSubType", REQUEST_SUB_TYPE),
    maybe("requestingAgencyPreviousRequestId"),
    one("serviceType", SERVICE_TYPE),
    maybe("serviceLevel", CODE),
    maybe("preferredFormat", CODE, field="item_format"),
    maybe("needBeforeDate", DATE_TIME),
    maybe("copyrightCompliance", CODE),
    maybe("anyEdition", YES_NO),
    maybe("startDate", DATE_TIME),
    maybe("endDate", DATE_TIME),
    maybe("note"),
)
SUPPLIER_INFO = group(
    parts.SupplierInfo,
    maybe("sortOrder", Simple.INTEGER),
    maybe("supplierCode", AGENCY_ID),
    maybe("supplierDescription"),
    maybe("bibliographicRecordId", BIBLIOGRAPHIC_RECORD_ID),
    maybe("callNumber"),
    maybe("summaryHoldings"),
    maybe("availabilityNote"),
)
REQUESTED_DELIVERY_INFO = group(
    parts.RequestedDeliveryInfo,
    maybe("sortOrder", Simple.INTEGER),
    maybe("address", ADDRESS),
)
REQUESTING_AGENCY_INFO = group(
    parts.RequestingAgencyInfo,
    maybe("name"),
    maybe("contactName"),
    any_number("address", ADDRESS),
)
PATRON_INFO = group(
    parts.PatronInfo,
    maybe("patronId"),
    maybe("surname"),
    maybe("givenName"),
    maybe("patronType", CODE),
    maybe("sendToPatron", YES_NO),
    any_number("address", ADDRESS),
)
BILLING_INFO = group(
    parts.BillingInfo,
    maybe("paymentMethod", CODE),
    maybe("maximumCosts", COSTS),
    maybe("billingMethod", CODE),
    maybe("billingName"),
    maybe("address", ADDRESS),
)

MESSAGE_INFO = group(
    parts.MessageInfo,
    one("reasonForMessage", REASON_FOR_MESSAGE),
    maybe("answerYesNo", YES_NO),
    maybe("note"),
    maybe("reasonUnfilled", CODE),
    maybe("reasonRetry", CODE),
    maybe("offeredCosts", COSTS, field="offered_costs", kept_in="retry_info"),
    maybe("retryAfter", DATE_TIME, field="retry_after", kept_in="retry_info"),
    maybe("retryBefore", DATE_TIME, field="retry_before", kept_in="retry_info"),
)
STATUS_INFO = group(
    parts.StatusInfo,
    one("status", STATUS),
    maybe("expectedDeliveryDate", DATE_TIME),
    maybe("dueDate", DATE_TIME),
    one("lastChange", DATE_TIME, when_unsaid=WhenUnsaid.HEADER_TIMESTAMP),
)
DELIVERY_INFO = group(
    parts.DeliveryInfo,
    # Required even where only a loan condition is stated and nothing was sent yet.
    one("dateSent", DATE_TIME, when_unsaid=WhenUnsaid.HEADER_TIMESTAMP),
    maybe("itemId"),
    maybe("sentVia", CODE, field="delivery_method"),
    maybe("sentToPatron", Simple.BOOLEAN),
    maybe("loanCondition", CODE),
    maybe("deliveredFormat", CODE, field="item_format"),
    maybe("deliveryCosts", COSTS),
)
RETURN_INFO = group(
    parts.ReturnInfo,
    maybe("returnAgencyId", AGENCY_ID),
    maybe("name"),
    maybe("physicalAddress", PHYSICAL_ADDRESS),
)

STRUCTURE = Structure(
    Version.V1_2,
    {
        Kind.REQUEST: group(
            messages.Request,
            one("header", HEADER),
            one("bibliographicInfo", BIBLIOGRAPHIC_INFO),
            maybe("publicationInfo", PUBLICATION_INFO),
            maybe("serviceInfo", SERVICE_INFO),
            any_number("supplierInfo", SUPPLIER_INFO),
            any_number("requestedDeliveryInfo", REQUESTED_DELIVERY_INFO),
            maybe("requestingAgencyInfo", REQUESTING_AGENCY_INFO),
            maybe("patronInfo", PATRON_INFO),
            maybe("billingInfo", BILLING_INFO),
        ),
        Kind.REQUEST_CONFIRMATION: group(
            messages.RequestConfirmation,
            one("confirmationHeader", CONFIRMATION_HEADER),
            maybe("errorData", ERROR_DATA),
        ),
        Kind.SUPPLYING_AGENCY_MESSAGE: group(
            messages.SupplyingAgencyMessage,
            one("header", HEADER),
            one("messageInfo", MESSAGE_INFO),
            one("statusInfo", STATUS_INFO),
            maybe("deliveryInfo", DELIVERY_INFO),
            maybe("returnInfo", RETURN_INFO),
        ),
        Kind.SUPPLYING_AGENCY_MESSAGE_CONFIRMATION: group(
            messages.SupplyingAgencyMessageConfirmation,
            one("confirmationHeader", CONFIRMATION_HEADER),
            maybe("reasonForMessage", REASON_FOR_MESSAGE),
            maybe("errorData", ERROR_DATA),
        ),
        Kind.REQUESTING_AGENCY_MESSAGE: group(
            messages.RequestingAgencyMessage,
            one("header", HEADER),
            one("action", ACTION),
            maybe("note"),
        ),
        Kind.REQUESTING_AGENCY_MESSAGE_CONFIRMATION: group(
            messages.RequestingAgencyMessageConfirmation,
            one("confirmationHeader", CONFIRMATION_HEADER),
            maybe("action", ACTION),
            maybe("errorData", ERROR_DATA),
        ),
    },
)
