-- Invoices in UBL 2.1, the Universal Business Language: one document becomes one invoice row and the rows of its
-- parties, payment means, tax totals, allowances and charges, and lines.
--
--   rowan try mappings/invoice.lua tests/mapping/invoice/doc.xml
--
-- The structure is that of the OASIS standard, https://docs.oasis-open.org/ubl/UBL-2.1.html; the parts and the code
-- lists of it are those in use by EN 16931, the European standard (https://docs.peppol.eu/poacc/billing/3.0/). Every
-- amount carries its currency in the document; all but those of tax_total are in the invoice's.
-- Left out are attachments, which are bytes written in base64, and extensions.

local amount   = decimal(15, 2)
local price    = decimal(18, 6)
local quantity = decimal(18, 6)
local percent  = decimal(7, 4)
local currency = text(3)
local country  = text(2)
local code     = text(10)
local id       = text(60)
local name     = text(120)

local tax_category = enum {
  S = "standard", Z = "zero", E = "exempt", AE = "reverse charge", K = "intra-community", G = "export",
  O = "outside scope", L = "Canary Islands", M = "Ceuta and Melilla",
}

local function day(path)                  -- a date may have a time zone in UBL, which means nothing here
  return date { path, zone = "drop" }
end

-- Parties: one table, filled from several places ---------------------------------------------------

local function party(role, path)
  return into "party" {
    each    = path,
    as      = role,
    key     = { "invoice_id", "role" },
    columns = {
      invoice_id   = parent "invoice_id",
      role         = text(12) { constant(role) },
      endpoint     = id "cbc:EndpointID",
      endpoint_in  = code "cbc:EndpointID/@schemeID",
      party_no     = text(200) { "cac:PartyIdentification/cbc:ID", pick = "join", joiner = ", " },
      trade_name   = name "cac:PartyName/cbc:Name",
      legal_name   = name "cac:PartyLegalEntity/cbc:RegistrationName",
      company_no   = id "cac:PartyLegalEntity/cbc:CompanyID",
      vat_no       = id "cac:PartyTaxScheme[cac:TaxScheme/cbc:ID = 'VAT']/cbc:CompanyID",
      street       = name "cac:PostalAddress/cbc:StreetName",
      street_2     = name "cac:PostalAddress/cbc:AdditionalStreetName",
      postcode     = code "cac:PostalAddress/cbc:PostalZone",
      city         = name "cac:PostalAddress/cbc:CityName",
      region       = name "cac:PostalAddress/cbc:CountrySubentity",
      country      = country "cac:PostalAddress/cac:Country/cbc:IdentificationCode",
      contact      = name "cac:Contact/cbc:Name",
      phone        = id "cac:Contact/cbc:Telephone",
      email        = name { "cac:Contact/cbc:ElectronicMail", via = lower },
    },
  }
end

-- Allowances and charges: the same columns for the invoice and for its lines ------------------------

local function charges(table_name, owner)
  local key, columns = {}, {}
  for place, column in ipairs(owner) do
    key[place], columns[column] = column, parent(column)
  end
  key[#key + 1]        = "charge_no"
  columns.charge_no    = position()
  columns.is_charge    = boolean { "cbc:ChargeIndicator", required = true }
  columns.code         = code "cbc:AllowanceChargeReasonCode"
  columns.reason       = text { "cbc:AllowanceChargeReason", pick = "join", joiner = "\n" }
  columns.percent      = percent "cbc:MultiplierFactorNumeric"
  columns.base         = amount "cbc:BaseAmount"
  columns.amount       = amount { "cbc:Amount", required = true }
  columns.tax_category = tax_category "cac:TaxCategory/cbc:ID"
  columns.tax_percent  = percent "cac:TaxCategory/cbc:Percent"
  return into(table_name) { each = "cac:AllowanceCharge", key = key, columns = columns }
end

local invoice_charges = charges("invoice_charge", { "invoice_id" })
local line_charges    = charges("line_charge", { "invoice_id", "line_no" })

-- Taxes, payment, lines ----------------------------------------------------------------------------

local tax_subtotal = into "tax_subtotal" {
  each    = "cac:TaxSubtotal",
  key     = { "invoice_id", "tax_total_no", "subtotal_no" },
  columns = {
    invoice_id   = parent "invoice_id",
    tax_total_no = parent "tax_total_no",
    subtotal_no  = position(),
    category     = tax_category { "cac:TaxCategory/cbc:ID", required = true },
    percent      = percent "cac:TaxCategory/cbc:Percent",
    exempt_code  = id "cac:TaxCategory/cbc:TaxExemptionReasonCode",
    exempt_for   = text { "cac:TaxCategory/cbc:TaxExemptionReason", pick = "join", joiner = " " },
    taxable      = amount "cbc:TaxableAmount",
    tax          = amount { "cbc:TaxAmount", required = true },
  },
}

local tax_total = into "tax_total" {      -- a second one, without subtotals, is in the currency of the tax office
  each    = "cac:TaxTotal",
  key     = { "invoice_id", "tax_total_no" },
  columns = {
    invoice_id   = parent "invoice_id",
    tax_total_no = position(),
    tax          = amount { "cbc:TaxAmount", required = true },
    currency     = currency { "cbc:TaxAmount/@currencyID", required = true },
  },
  children = { tax_subtotal },
}

local payment = into "payment" {
  each    = "cac:PaymentMeans",
  key     = { "invoice_id", "payment_no" },
  columns = {
    invoice_id  = parent "invoice_id",
    payment_no  = position(),
    means       = code { "cbc:PaymentMeansCode", required = true },
    means_name  = name "cbc:PaymentMeansCode/@name",
    reference   = text(140) { "cbc:PaymentID", pick = "first" },
    account     = text(34)(expr [[ replace(cac:PayeeFinancialAccount/cbc:ID, ' ', '') ]]),
    holder      = name "cac:PayeeFinancialAccount/cbc:Name",
    bank        = text(11) "cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID",
    card_digits = text(19) "cac:CardAccount/cbc:PrimaryAccountNumberID",
    mandate     = id "cac:PaymentMandate/cbc:ID",
  },
}

local line = into "invoice_line" {
  each    = "cac:InvoiceLine",
  key     = { "invoice_id", "line_no" },
  columns = {
    invoice_id     = parent "invoice_id",
    line_no        = position(),
    line_id        = id { "cbc:ID", required = true },
    note           = text { "cbc:Note", pick = "join", joiner = "\n" },
    quantity       = quantity { "cbc:InvoicedQuantity", required = true },
    unit           = text(3) "cbc:InvoicedQuantity/@unitCode",
    amount         = amount { "cbc:LineExtensionAmount", required = true },
    cost_center    = id "cbc:AccountingCost",
    from_date      = day "cac:InvoicePeriod/cbc:StartDate",
    until_date     = day "cac:InvoicePeriod/cbc:EndDate",
    order_line     = id "cac:OrderLineReference/cbc:LineID",
    item           = name { "cac:Item/cbc:Name", required = true },
    description    = text { "cac:Item/cbc:Description", pick = "join", joiner = "\n" },
    seller_item_no = id "cac:Item/cac:SellersItemIdentification/cbc:ID",
    buyer_item_no  = id "cac:Item/cac:BuyersItemIdentification/cbc:ID",
    gtin           = text(14) "cac:Item/cac:StandardItemIdentification/cbc:ID[@schemeID = '0160']",
    origin         = country "cac:Item/cac:OriginCountry/cbc:IdentificationCode",
    classes        = text(200) { "cac:Item/cac:CommodityClassification/cbc:ItemClassificationCode",
                                 pick = "join", joiner = ", " },
    tax_category   = tax_category "cac:Item/cac:ClassifiedTaxCategory/cbc:ID",
    tax_percent    = percent "cac:Item/cac:ClassifiedTaxCategory/cbc:Percent",
    price          = price { "cac:Price/cbc:PriceAmount", required = true },
    price_per      = quantity { "cac:Price/cbc:BaseQuantity", default = 1 },
    list_price     = price "cac:Price/cac:AllowanceCharge/cbc:BaseAmount",
  },
  children = { line_charges },
}

-- The invoice --------------------------------------------------------------------------------------

local columns = {
  invoice_id    = source "id",
  invoice_no    = id { "cbc:ID", required = true },
  profile       = text(120) "cbc:ProfileID",
  issued_on     = date { "cbc:IssueDate", required = true, zone = "drop" },
  issued_at     = timestamp { expr [[ left(cbc:IssueDate, 10) || 'T' || cbc:IssueTime ]], zone = "utc" },
  due_on        = day "cbc:DueDate",
  tax_point     = day "cbc:TaxPointDate",
  kind          = smallint { "cbc:InvoiceTypeCode", required = true },
  currency      = currency { "cbc:DocumentCurrencyCode", required = true },
  tax_currency  = currency "cbc:TaxCurrencyCode",
  note          = text { "cbc:Note", pick = "join", joiner = "\n" },
  cost_center   = id "cbc:AccountingCost",
  buyer_ref     = id "cbc:BuyerReference",
  from_date     = day "cac:InvoicePeriod/cbc:StartDate",
  until_date    = day "cac:InvoicePeriod/cbc:EndDate",
  order_no      = id "cac:OrderReference/cbc:ID",
  contract_no   = id "cac:ContractDocumentReference/cbc:ID",
  corrects      = text(200) { "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID",
                              pick = "join", joiner = ", " },
  payment_terms = text { "cac:PaymentTerms/cbc:Note", pick = "join", joiner = "\n", trim = true },
  delivered_on  = day "cac:Delivery/cbc:ActualDeliveryDate",
  delivered_to  = name "cac:Delivery/cac:DeliveryParty/cac:PartyName/cbc:Name",
  delivery_city = name "cac:Delivery/cac:DeliveryLocation/cac:Address/cbc:CityName",
  delivery_land = country "cac:Delivery/cac:DeliveryLocation/cac:Address/cac:Country/cbc:IdentificationCode",
}

for _, total in ipairs {
  { "lines_total", "LineExtensionAmount" },
  { "without_tax", "TaxExclusiveAmount" },
  { "with_tax",    "TaxInclusiveAmount" },
  { "allowances",  "AllowanceTotalAmount" },
  { "charges",     "ChargeTotalAmount" },
  { "prepaid",     "PrepaidAmount" },
  { "rounding",    "PayableRoundingAmount" },
  { "payable",     "PayableAmount" },
} do
  local column, element = total[1], total[2]
  columns[column] = amount { "cac:LegalMonetaryTotal/cbc:" .. element, required = column == "payable" }
end

return mapping {
  name       = "invoice",
  source     = { table = "invoice_xml", key = bigint "id", document = "document" },
  namespaces = {
    [""] = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
    cac  = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    cbc  = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
  },
  into "invoice" {
    each     = "/Invoice",
    key      = { "invoice_id" },
    columns  = columns,
    children = {
      party("seller",    "cac:AccountingSupplierParty/cac:Party"),
      party("buyer",     "cac:AccountingCustomerParty/cac:Party"),
      party("payee",     "cac:PayeeParty"),
      party("tax agent", "cac:TaxRepresentativeParty"),
      payment, invoice_charges, tax_total, line,
    },
  },
}
