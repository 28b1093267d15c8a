-- E-invoices of EN 16931, the European standard, in its two syntaxes into one model: UBL 2.1, invoices and credit
-- notes, and UN/CEFACT's Cross Industry Invoice, as in XRechnung and Factur-X.
--
--   rowan try mappings/einvoice.lua tests/mapping/einvoice/doc.xml
--
-- A column names its place in both syntaxes; a document is in one of them. BT and BG are the standard's own numbers.
-- mappings/invoice.lua has more of an invoice, in UBL alone.

local amount   = decimal(15, 2)
local quantity = decimal(18, 6)
local percent  = decimal(7, 4)
local day      = date { format = { "iso", "YYYYMMDD" }, zone = "drop" } -- UBL writes the first, CII the second
local code     = text(10)
local id       = text(60)
local name     = text(200)

local document   = "cii:ExchangedDocument/"
local trade      = "cii:SupplyChainTradeTransaction/"
local agreement  = trade .. "ram:ApplicableHeaderTradeAgreement/"
local settlement = trade .. "ram:ApplicableHeaderTradeSettlement/"
local summation  = settlement .. "ram:SpecifiedTradeSettlementHeaderMonetarySummation/"
local address    = "ram:PostalTradeAddress/"
local product    = "ram:SpecifiedTradeProduct/"
local settled    = "ram:SpecifiedLineTradeSettlement/"
local when       = "/udt:DateTimeString"

local function both(ubl, cii)
  return ubl .. " | " .. cii
end

local function total(ubl, cii)
  return amount(both("cac:LegalMonetaryTotal/cbc:" .. ubl, summation .. "ram:" .. cii))
end

local function party(role, ubl, cii)
  return into "einvoice_party" {
    each    = both("cac:" .. ubl .. "/cac:Party", agreement .. "ram:" .. cii),
    as      = role,
    key     = { "invoice_id", "role" },
    columns = {
      invoice_id = parent "invoice_id",
      role       = code { constant(role) },
      name       = name(both("cac:PartyLegalEntity/cbc:RegistrationName", "ram:Name")),
      company_no = id(both("cac:PartyLegalEntity/cbc:CompanyID", "ram:SpecifiedLegalOrganization/ram:ID")),
      vat_no     = id(both("cac:PartyTaxScheme[cac:TaxScheme/cbc:ID = 'VAT']/cbc:CompanyID",
                           "ram:SpecifiedTaxRegistration/ram:ID[@schemeID = 'VA']")),
      street     = name(both("cac:PostalAddress/cbc:StreetName", address .. "ram:LineOne")),
      postcode   = code(both("cac:PostalAddress/cbc:PostalZone", address .. "ram:PostcodeCode")),
      city       = name(both("cac:PostalAddress/cbc:CityName", address .. "ram:CityName")),
      country    = text(2)(both("cac:PostalAddress/cac:Country/cbc:IdentificationCode", address .. "ram:CountryID")),
      email      = name(both("cac:Contact/cbc:ElectronicMail",
                             "ram:DefinedTradeContact/ram:EmailURIUniversalCommunication/ram:URIID")),
    },
  }
end

local tax = into "einvoice_tax" {         -- BG-23
  each    = both("cac:TaxTotal/cac:TaxSubtotal", settlement .. "ram:ApplicableTradeTax"),
  key     = { "invoice_id", "tax_no" },
  columns = {
    invoice_id = parent "invoice_id",
    tax_no     = position(),
    category   = code { both("cac:TaxCategory/cbc:ID", "ram:CategoryCode"), required = true },
    percent    = percent(both("cac:TaxCategory/cbc:Percent", "ram:RateApplicablePercent")),
    taxable    = amount(both("cbc:TaxableAmount", "ram:BasisAmount")),
    tax        = amount { both("cbc:TaxAmount", "ram:CalculatedAmount"), required = true },
  },
}

local billed = both("cbc:InvoicedQuantity | cbc:CreditedQuantity", "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity")
local lines  = both("cac:InvoiceLine | cac:CreditNoteLine", trade .. "ram:IncludedSupplyChainTradeLineItem")

local line = into "einvoice_line" {       -- BG-25
  each    = lines,
  key     = { "invoice_id", "line_no" },
  columns = {
    invoice_id = parent "invoice_id",
    line_no    = position(),
    line_id    = id { both("cbc:ID", "ram:AssociatedDocumentLineDocument/ram:LineID"), required = true },
    item       = name(both("cac:Item/cbc:Name", product .. "ram:Name")),
    item_no    = id(both("cac:Item/cac:SellersItemIdentification/cbc:ID", product .. "ram:SellerAssignedID")),
    quantity   = quantity(billed),
    unit       = code((billed:gsub("Quantity", "%0/@unitCode"))),
    price      = quantity(both("cac:Price/cbc:PriceAmount",
                               "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:ChargeAmount")),
    tax        = code(both("cac:Item/cac:ClassifiedTaxCategory/cbc:ID",
                           settled .. "ram:ApplicableTradeTax/ram:CategoryCode")),
    amount     = amount(both("cbc:LineExtensionAmount",
                             settled .. "ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount")),
  },
}

return mapping {
  name       = "einvoice",
  source     = { table = "einvoice_xml", key = bigint "id", document = "document" },
  namespaces = {
    ubl = { "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
            "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2" },
    cac = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    cbc = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    cii = matching "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:*",
    ram = matching "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:*",
    udt = matching "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:*",
  },
  into "einvoice" {
    each     = both("/ubl:Invoice | /ubl:CreditNote", "/cii:CrossIndustryInvoice"),
    key      = { "invoice_id" },
    columns  = {
      invoice_id  = source "id",
      syntax      = enum { Invoice = "UBL", CreditNote = "UBL", CrossIndustryInvoice = "CII" } "local-name()",
      invoice_no  = id { both("cbc:ID", document .. "ram:ID"), required = true },                          -- BT-1
      kind        = smallint(both("cbc:InvoiceTypeCode | cbc:CreditNoteTypeCode", document .. "ram:TypeCode")),
      issued_on   = day { both("cbc:IssueDate", document .. "ram:IssueDateTime" .. when), required = true },
      due_on      = day { both("cbc:DueDate | cac:PaymentMeans/cbc:PaymentDueDate",
                               settlement .. "ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime" .. when),
                          pick = "first" },
      delivered   = day(both("cac:Delivery/cbc:ActualDeliveryDate", trade .. "ram:ApplicableHeaderTradeDelivery/"
                             .. "ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime" .. when)),
      currency    = text(3)(both("cbc:DocumentCurrencyCode", settlement .. "ram:InvoiceCurrencyCode")),
      buyer_ref   = id(both("cbc:BuyerReference", agreement .. "ram:BuyerReference")),
      order_no    = id(both("cac:OrderReference/cbc:ID",
                            agreement .. "ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID")),
      note        = text { both("cbc:Note", document .. "ram:IncludedNote/ram:Content"),
                           pick = "join", joiner = "\n" },
      lines       = count(lines),
      lines_total = total("LineExtensionAmount", "LineTotalAmount"),                                       -- BT-106
      without_tax = total("TaxExclusiveAmount", "TaxBasisTotalAmount"),
      with_tax    = total("TaxInclusiveAmount", "GrandTotalAmount"),
      prepaid     = total("PrepaidAmount", "TotalPrepaidAmount"),
      payable     = total("PayableAmount", "DuePayableAmount"),                                            -- BT-115
      tax         = amount(expr [[ column('with_tax') - column('without_tax') ]]),
    },
    children = { party("seller", "AccountingSupplierParty", "SellerTradeParty"),
                 party("buyer", "AccountingCustomerParty", "BuyerTradeParty"), tax, line },
  },
}
