-- Bank statements of ISO 20022: what a bank reports of an account during the day (camt.052), at its end (camt.053)
-- and of single bookings (camt.054), in every version, into one model.
--
--   rowan try mappings/statement.lua tests/mapping/statement/doc.xml
--
-- The versions differ in their namespace, and here and there in a level between: <Sts>BOOK</Sts> became
-- <Sts><Cd>BOOK</Cd></Sts>, <Dbtr><Nm> <Dbtr><Pty><Nm>. Amounts have no sign in the document; here what leaves the
-- account is negative.

local amount = decimal(18, 5)             -- the standard's own digits
local ref, name = text(35), text(140)
local iso    = "urn:iso:std:iso:20022:tech:xsd:camt."

local function day(path)                  -- banks write a date, or a time of which only the day counts here
  return date { ("%s/Dt | %s/DtTm"):format(path, path), zone = "drop", rounding = "down" }
end

local function party(role)
  return ("RltdPties/%s/Nm | RltdPties/%s/Pty/Nm"):format(role, role)
end

local function account(path)
  return ("%s/Id/IBAN | %s/Id/Othr/Id | %s/Id/PrtryAcct/Id"):format(path, path, path)
end

local balance = into "balance" {
  each    = "Bal",
  key     = { "document_id", "statement_no", "balance_no" },
  columns = {
    document_id  = parent "document_id",
    statement_no = parent "statement_no",
    balance_no   = position(),
    kind         = ref "Tp/CdOrPrtry/Cd | Tp/CdOrPrtry/Prtry | Tp/Cd",
    day          = day "Dt",
    amount       = amount(expr [[ case CdtDbtInd when 'DBIT' then -Amt else Amt end ]]),
    currency     = text(3) "Amt/@Ccy",
  },
}

local transaction = into "bank_transaction" {
  each    = "NtryDtls/TxDtls",
  key     = { "document_id", "statement_no", "entry_no", "transaction_no" },
  columns = {
    document_id    = parent "document_id",
    statement_no   = parent "statement_no",
    entry_no       = parent "entry_no",
    transaction_no = position(),
    end_to_end     = ref "Refs/EndToEndId",
    mandate        = ref "Refs/MndtId",
    amount         = amount(expr [[ coalesce(Amt, AmtDtls/TxAmt/Amt) *
                                    case coalesce(CdtDbtInd, ../../CdtDbtInd) when 'DBIT' then -1 else 1 end ]]),
    debtor         = name { party "Dbtr", trim = true },
    debtor_iban    = text(34) { account "RltdPties/DbtrAcct" },
    creditor       = name { party "Cdtr", trim = true },
    creditor_iban  = text(34) { account "RltdPties/CdtrAcct" },
    reference      = ref { "RmtInf/Strd/CdtrRefInf/Ref", pick = "first" },
    remittance     = text { "RmtInf/Ustrd | RmtInf/Strd/AddtlRmtInf", pick = "join", joiner = "\n" },
  },
}

return mapping {
  name       = "statement",
  source     = { table = "statement_xml", key = bigint "id", document = "document" },
  namespaces = { [""] = { matching(iso .. "052.*"), matching(iso .. "053.*"), matching(iso .. "054.*") } },

  into "statement" {
    each     = "/Document/*/Rpt | /Document/*/Stmt | /Document/*/Ntfctn",
    key      = { "document_id", "statement_no" },
    columns  = {
      document_id  = source "id",
      statement_no = position(),
      version      = text(15)(expr [[ right(namespace-uri(), 15) ]]),
      message_id   = ref "../GrpHdr/MsgId",
      statement_id = ref "Id",
      created_at   = timestamp { "CreDtTm", zone = "utc", rounding = "down" },
      account      = text(34) { account "Acct" },
      currency     = text(3)(expr [[ coalesce(Acct/Ccy, Bal[1]/Amt/@Ccy) ]]),
      owner        = name "Acct/Ownr/Nm | Acct/Ownr/Pty/Nm",
      bank         = text(11) "Acct/Svcr/FinInstnId/BIC | Acct/Svcr/FinInstnId/BICFI",
      entries      = count "Ntry",
      moved        = amount(expr [[ sum(Ntry, case CdtDbtInd when 'DBIT' then -Amt else Amt end) ]]),
    },
    children = { balance, into "entry" {
      each     = "Ntry",
      key      = { "document_id", "statement_no", "entry_no" },
      columns  = {
        document_id = parent "document_id", statement_no = parent "statement_no", entry_no = position(),
        amount      = amount(expr [[ case CdtDbtInd when 'DBIT' then -Amt else Amt end ]]),
        currency    = text(3) "Amt/@Ccy",
        status      = text(4)(expr [[ trim(Sts) ]]),
        booked_on   = day "BookgDt",
        valued_on   = day "ValDt",
        bank_ref    = ref "AcctSvcrRef",
        code        = ref { "BkTxCd/Domn//Cd | BkTxCd/Domn//SubFmlyCd | BkTxCd/Prtry/Cd", pick = "join", joiner = "-" },
        info        = text "AddtlNtryInf",
      },
      children = { transaction },
    } },
  },
}
