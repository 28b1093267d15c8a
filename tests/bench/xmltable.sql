-- What PostgreSQL can do by itself: the tables of mappings/credit.lua from XMLTABLE, in one statement.
--
--   psql -v first=1 -v last=1000 -f tests/bench/xmltable.sql
--
-- A document is parsed once for the application and once for the bureau reports, whose fragment would be most of
-- it; the other tables come from fragments. monthly_income is rounded as a decimal, in the mapping as a double.

WITH doc AS MATERIALIZED (
    SELECT s.app_id, s.received_at AS stored_at, s.xml::xml AS document, x.*
      FROM app_xml s,
           XMLTABLE('/CreditApplication' PASSING (s.xml::xml) COLUMNS
               application_no text PATH '@no',
               schema_version text PATH '@version',
               channel text PATH 'Header/Channel',
               received timestamptz PATH 'Header/Received',
               branch_no text PATH 'Header/Branch/@no',
               branch text PATH 'Header/Branch',
               dealer_no text PATH 'Header/Dealer/@no',
               dealer_name text PATH 'Header/Dealer/Name',
               campaign text PATH 'Header/Campaign',
               language text PATH 'Header/Language',
               tags xml PATH 'Header/Tag',
               product text PATH 'Loan/@product',
               purpose text PATH 'Loan/@purpose',
               amount numeric PATH 'Loan/Amount',
               currency text PATH 'Loan/Amount/@currency',
               down_payment numeric PATH 'Loan/DownPayment' DEFAULT 0,
               term_months smallint PATH 'Loan/Term',
               rate numeric PATH 'Loan/Rate',
               household_size smallint PATH 'Household/Persons',
               children smallint PATH 'Household/Children' DEFAULT 0,
               household_income text PATH 'Household/Income',
               household_costs numeric PATH 'Household/Costs',
               bureau_consent text PATH 'Consents/Bureau',
               marketing_consent text PATH 'Consents/Marketing',
               note text PATH 'Note',
               last_outcome text PATH 'Decisions/Decision[last()]/@outcome',
               contacts xml PATH 'Contacts',
               scores xml PATH 'Scores',
               indicators xml PATH 'Indicators',
               collateral xml PATH 'Collateral',
               decisions xml PATH 'Decisions') x
     WHERE s.app_id BETWEEN :first AND :last
), contacts AS MATERIALIZED (
    SELECT d.app_id, x.*
      FROM doc d,
           XMLTABLE('/Contacts/Contact' PASSING d.contacts COLUMNS
               contact_no smallint PATH '@id',
               role text PATH '@role',
               title text PATH 'Person/Title',
               given_name text PATH 'Person/Given',
               family_name text PATH 'Person/Family',
               birth_date date PATH 'Person/Birth/@date',
               birth_place text PATH 'Person/Birth/@place',
               gender text PATH 'Person/Gender',
               nationality text PATH 'Person/Nationality',
               marital text PATH 'Person/Marital',
               document_kind text PATH 'Document/@kind',
               document_no text PATH 'Document/@no',
               document_expires date PATH 'Document/@expires',
               tax_no text PATH 'TaxNo',
               email text PATH 'Email',
               mobile text PATH 'Phone[@kind="mobile"]',
               phone text PATH 'Phone[@kind="home" or @kind="work"][1]',
               customer_no bigint PATH 'Customer/@no',
               customer_since date PATH 'Customer/@since',
               addresses xml PATH 'Addresses',
               employments xml PATH 'Employments') x
), decisions AS MATERIALIZED (
    SELECT d.app_id, x.*
      FROM doc d,
           XMLTABLE('/Decisions/Decision' PASSING d.decisions COLUMNS
               decision_no smallint PATH '@no',
               outcome text PATH '@outcome',
               decided timestamptz PATH '@at',
               decided_by text PATH '@by' DEFAULT 'engine',
               amount numeric PATH 'Offer/@amount',
               rate numeric PATH 'Offer/@rate',
               term_months smallint PATH 'Offer/@term',
               valid_until date PATH 'Offer/@until',
               this xml PATH '.') x
), application_rows AS (
    INSERT INTO application
    SELECT app_id, application_no, schema_version,
           CASE channel WHEN 'Web' THEN 'W' WHEN 'Branch' THEN 'B' WHEN 'Dealer' THEN 'D' WHEN 'Phone' THEN 'P' END,
           received AT TIME ZONE 'UTC', stored_at, branch_no, branch, dealer_no, campaign, coalesce(language, 'en'),
           (SELECT string_agg(t.tag, ', ' ORDER BY t.no)
              FROM XMLTABLE('/t/Tag' PASSING xmlelement(NAME t, tags) COLUMNS no FOR ORDINALITY, tag text PATH '.') t),
           CASE product WHEN 'CAR' THEN 10 WHEN 'CASH' THEN 20 WHEN 'HOME' THEN 30 WHEN 'CARD' THEN 40 END,
           purpose, amount, coalesce(currency, 'EUR'), down_payment, term_months, rate, household_size, children,
           replace(household_income, ',', '')::numeric, household_costs,
           CASE bureau_consent WHEN 'Y' THEN 1 ELSE 0 END, CASE marketing_consent WHEN 'Y' THEN 1 ELSE 0 END,
           rtrim(left(btrim(note), 60)),
           CASE last_outcome WHEN 'Approved' THEN 'A' WHEN 'Declined' THEN 'D' WHEN 'Review' THEN 'R'
                             WHEN 'Countered' THEN 'C' END,
           'los', 'xmltable', '1'
      FROM doc
), contact_rows AS (
    INSERT INTO contact
    SELECT app_id, contact_no, CASE role WHEN 'Applicant' THEN 1 WHEN 'Co-applicant' THEN 2 WHEN 'Guarantor' THEN 3 END,
           title, given_name, family_name, family_name || ', ' || given_name, birth_date, birth_place,
           CASE gender WHEN 'F' THEN 'female' WHEN 'M' THEN 'male' WHEN 'X' THEN 'other' END, nationality,
           CASE marital WHEN 'Single' THEN 1 WHEN 'Married' THEN 2 WHEN 'Partner' THEN 3 WHEN 'Divorced' THEN 4
                        WHEN 'Widowed' THEN 5 END,
           document_kind, document_no, document_expires, regexp_replace(tax_no, '\D', '', 'g'), lower(email), mobile,
           phone, customer_no, customer_since
      FROM contacts
), address_rows AS (
    INSERT INTO address
    SELECT c.app_id, c.contact_no, x.no,
           CASE x.kind WHEN 'Current' THEN 'C' WHEN 'Previous' THEN 'P' WHEN 'Mailing' THEN 'M' END, x.valid_from,
           x.street, x.house, x.postcode, x.city, x.region, coalesce(x.country, 'DE'),
           CASE x.housing WHEN 'Own' THEN 'own' WHEN 'Rent' THEN 'rent' WHEN 'Parents' THEN 'family'
                          WHEN 'Other' THEN 'other' END,
           x.housing_cost
      FROM contacts c,
           XMLTABLE('/Addresses/Address' PASSING c.addresses COLUMNS
               no FOR ORDINALITY, kind text PATH '@kind', valid_from date PATH '@since', street text PATH 'Street',
               house text PATH 'House', postcode text PATH 'Postcode', city text PATH 'City',
               region text PATH 'Region', country text PATH 'Country', housing text PATH 'Housing',
               housing_cost numeric PATH 'Housing/@cost') x
), employment_rows AS (
    INSERT INTO employment
    SELECT c.app_id, c.contact_no, x.no,
           CASE x.status WHEN 'Employed' THEN 1 WHEN 'Self-employed' THEN 2 WHEN 'Retired' THEN 3 WHEN 'Student' THEN 4
                         WHEN 'Unemployed' THEN 5 END,
           left(x.employer, 40), x.industry, x.occupation, x.since, x.until_date, replace(x.income, ',', '')::numeric,
           coalesce(x.pay, 'Monthly'),
           round(replace(x.income, ',', '')::numeric *
                 CASE x.pay WHEN 'Weekly' THEN 52 WHEN 'Monthly' THEN 12 WHEN 'Yearly' THEN 1 END / 12, 2)
      FROM contacts c,
           XMLTABLE('/Employments/Employment' PASSING c.employments COLUMNS
               no FOR ORDINALITY, status text PATH '@status', employer text PATH 'Employer',
               industry text PATH 'Employer/@industry', occupation text PATH 'Occupation', since date PATH 'Since',
               until_date date PATH 'Until', income text PATH 'Income', pay text PATH 'Income/@interval') x
), score_rows AS (
    INSERT INTO score
    SELECT d.app_id, x.no, x.name, x.model, x.value, x.band, x.scored AT TIME ZONE 'UTC'
      FROM doc d,
           XMLTABLE('/Scores/Score[@value]' PASSING d.scores COLUMNS
               no FOR ORDINALITY, name text PATH '@name', model text PATH '@model', value numeric PATH '@value',
               band text PATH '@band', scored timestamptz PATH '@at') x
), indicator_rows AS (
    INSERT INTO indicator
    SELECT d.app_id, x.name, x.source
      FROM doc d,
           XMLTABLE('/Indicators/Indicator[. = "Y"]' PASSING d.indicators COLUMNS
               name text PATH '@name', source text PATH '@source') x
), report_rows AS (
    INSERT INTO bureau_report
    SELECT d.app_id, x.no, x.bureau, x.ordered, CASE x.hit WHEN 'Y' THEN 1 ELSE 0 END, x.open_lines, x.closed_lines,
           x.balance, x.oldest, x.inquiries
      FROM doc d,
           XMLTABLE('/CreditApplication/Bureaus/Report' PASSING d.document COLUMNS
               no FOR ORDINALITY, bureau text PATH '@bureau', ordered date PATH '@ordered', hit text PATH '@hit',
               open_lines integer PATH 'Summary/@open', closed_lines integer PATH 'Summary/@closed',
               balance numeric PATH 'Summary/@balance', oldest date PATH 'Summary/@oldest',
               inquiries smallint PATH 'Summary/@inquiries') x
), vehicle_rows AS (
    INSERT INTO vehicle
    SELECT d.app_id, x.no, x.vin, coalesce(x.is_new, false), x.make, x.model, x.model_year, x.mileage, x.fuel,
           replace(x.price, ',', '')::numeric, x.valuation, x.registered, d.dealer_no, d.dealer_name
      FROM doc d,
           XMLTABLE('/Collateral/Vehicle' PASSING d.collateral COLUMNS
               no FOR ORDINALITY, vin text PATH '@vin', is_new boolean PATH '@new', make text PATH 'Make',
               model text PATH 'Model', model_year smallint PATH 'Year', mileage integer PATH 'Mileage',
               fuel text PATH 'Fuel', price text PATH 'Price', valuation numeric PATH 'Valuation',
               registered date PATH 'Registered') x
), decision_rows AS (
    INSERT INTO decision
    SELECT app_id, decision_no,
           CASE outcome WHEN 'Approved' THEN 'A' WHEN 'Declined' THEN 'D' WHEN 'Review' THEN 'R'
                        WHEN 'Countered' THEN 'C' END,
           decided AT TIME ZONE 'UTC', decided_by, amount, rate, term_months, valid_until
      FROM decisions
), reason_rows AS (
    INSERT INTO decision_reason
    SELECT d.app_id, d.decision_no, x.no, x.code, left(x.reason, 120)
      FROM decisions d,
           XMLTABLE('/Decision/Reason' PASSING d.this COLUMNS
               no FOR ORDINALITY, code text PATH '@code', reason text PATH '.') x
)
INSERT INTO rowan_ledger (feed, doc_key, status, sent, stored, run_id, logged_at)
SELECT 'credit_application', app_id::text, 'loaded', 0, 0, 'xmltable', now() AT TIME ZONE 'UTC' FROM doc;
