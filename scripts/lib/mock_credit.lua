-- Mock credit applications, as mappings/credit.lua reads them.
--
-- A document depends on the profile, the seed and its key and on nothing else, so key 4711 is the same
-- text whether ten documents are made or ten million. Texts are escaped once, in the lists below;
-- a document is a few dozen string.format calls, and what is large in it is drawn from ready blocks.

local M = {}

local random, format, concat = math.random, string.format, table.concat

M.profiles = {
  -- Two numbers are "from, to". filler: how many ready blocks (about 4 KB each) nobody maps.
  small = { contacts = { 1, 3 }, scores = { 1, 4 }, indicators = { 0, 6 }, reports = { 0, 2 }, filler = { 0, 0 } },
  medium = { contacts = { 1, 3 }, scores = { 2, 8 }, indicators = { 2, 8 }, reports = { 1, 3 }, filler = { 8, 22 } },
  large = { contacts = { 1, 4 }, scores = { 6, 20 }, indicators = { 6, 16 }, reports = { 2, 4 }, filler = { 36, 106 } },
}

-- What a defective document may have, and the ledger reason it ends under.
M.defects = {
  { name = "cut off in the middle", reason = "xml" },
  { name = "a birth date that is no date", reason = "value" },
  { name = "no loan amount", reason = "required" },
  { name = "a term too large for its column", reason = "value" },
}
local CUT, BIRTH, AMOUNT, TERM = 1, 2, 3, 4

local given = {
  "Anna", "Jürgen", "Zoë", "François", "Łukasz", "Siân", "Øyvind", "Mária", "Dvořák", "Ayşe", "Nguyễn",
  "Ελένη", "Олександр", "José", "Björk", "Noël", "Chloé", "Søren", "Željka", "Ioana", "Marek", "Ingrid",
  "太郎", "小芳", "Peter", "Sabine", "Thomas", "Renée", "Håkon", "Inês",
}
local family = {
  "Müller", "Schröder", "Groß", "d&apos;Angelo", "O&apos;Connor", "Lefèvre", "Kowalska", "Çelik", "Nováková",
  "García Márquez", "Ångström", "Παπαδόπουλος", "Шевченко", "Þórsdóttir", "Sørensen", "山田", "𠮷野", "Trần",
  "Van der Bergh", "Weiß", "Jović", "Popescu", "Brândușă", "Smith", "Meyer-Lüdenscheidt", "Ó Súilleabháin",
}
local cities = {
  { "50667", "Köln", "NW", "DE" }, { "80331", "München", "BY", "DE" }, { "10115", "Berlin", "BE", "DE" },
  { "01067", "Dresden", "SN", "DE" }, { "67000", "Strasbourg", "GES", "FR" }, { "13001", "Marseille", "PAC", "FR" },
  { "31-001", "Kraków", "12", "PL" }, { "8001", "Zürich", "ZH", "CH" }, { "1010", "Wien", "9", "AT" },
  { "4000-001", "Porto", "13", "PT" }, { "106 71", "Αθήνα", "I", "GR" }, { "5003", "Bergen", "46", "NO" },
}
local streets = {
  "Hauptstraße", "Rue de l&apos;Église", "Ulica Długa", "Am Alten Zoll", "Bahnhofplatz", "Avenida da Boavista",
  "Bürgerweide", "Große Freiheit", "Chaussée d&apos;Antin", "Svartediksveien", "Οδός Ερμού", "Gartenweg",
}
local employers = {
  "Bäckerei Müller &amp; Söhne", "Stadtwerke Köln GmbH", "Société Générale d&apos;Électricité", "Zażółć S.A.",
  "Klinikum am Zoo", "Universität", "Smith &amp; Co. &lt;Holdings&gt;", "Ørsted Montage", "Freie Schule",
  "Müllabfuhr", "Ελληνική Ναυτιλία", "Selbständig",
}
local occupations = {
  "Verkäuferin", "Ingénieur", "Krankenpfleger", "Nauczycielka", "Software developer", "Köchin", "Électricien",
  "Busfahrer", "Professeure", "Steuerberaterin", "Skipper", "Zimmermann",
}
local notes = {
  "Customer asks for a call back after 17:00.", "Unterlagen vollständig – Gehaltsnachweis liegt bei.",
  "Déjà client; « dossier prioritaire ».", "Trade-in &amp; financing in one step, see branch file.",
  "Prosi o kontakt mailowy 😀",
  "Second attempt: first application was withdrawn because the dealer had the wrong price.",
}
local makes = {
  { "Volkswagen", "Golf" }, { "Škoda", "Octavia" }, { "Citroën", "C3" }, { "BMW", "320d" }, { "Renault", "Mégane" },
  { "Toyota", "Yaris" }, { "Fiat", "500" }, { "Volvo", "V60" },
}
local dealers = { "Autohaus Süd", "Garage de l&apos;Étoile", "Auto Ångström AB", "Kraków Motors &amp; Partners" }
local branches = { "Köln Süd", "Zürich Sihlcity", "Marseille Vieux-Port", "Kraków Rynek", "Online" }
local reasons = {
  { "R01", "Income not proven" }, { "R07", "Debt ratio above limit" }, { "R12", "Adresse nicht bestätigt" },
  { "R20", "Score below cut-off" }, { "R31", "Document expired" }, { "R44", "Fraud check: manual review" },
}
local channels = { "Web", "Web", "Web", "Branch", "Dealer", "Phone" }
local products = { "CAR", "CASH", "HOME", "CARD" }
local purposes = { "New car", "Used car", "Renovation", "Refinancing", "Travel", "Other" }
local outcomes = { "Approved", "Approved", "Approved", "Declined", "Review", "Countered" }
local scores = { "RISK", "FRAUD", "AFFORD", "BEHAVE", "BUREAU", "COLLECT", "PRICE", "CHURN", "LIMIT", "VINTAGE" }
local indicators = {
  "FRAUD_ALERT", "VIP", "EMPLOYEE", "DECEASED", "FROZEN_FILE", "BANKRUPT", "PEP", "SANCTION", "ADDRESS_MATCH",
  "PHONE_MATCH", "THIN_FILE", "STUDENT", "MILITARY", "MANUAL_CHECK", "REPEAT", "COMPLAINT",
}
local bureaus = { "Schufa", "Creditreform", "Équifax", "BIK" }
local genders, maritals = { "F", "M", "X" }, { "Single", "Married", "Divorced", "Widowed", "Partner" }
local housings = { "Own", "Rent", "Parents", "Other" }
local works = { "Employed", "Employed", "Employed", "Self-employed", "Retired", "Student", "Unemployed" }
local intervals = { "Monthly", "Monthly", "Weekly", "Yearly" }
local languages = { "de", "fr", "pl", "en", "el" }

local function pick(list)
  return list[random(#list)]
end

local function between(range)
  return random(range[1], range[2])
end

local function date(from, to)
  return format("%d-%02d-%02d", random(from, to), random(12), random(28))
end

-- A chance of one in n.
local function rarely(n)
  return random(n) == 1
end

-- Amounts as some senders write them: 12,345.60
local function grouped(units, cents)
  if units < 1000 then
    return format("%d.%02d", units, cents)
  end
  return format("%d,%03d.%02d", units // 1000, units % 1000, cents)
end

-- Ready blocks for the subtrees that real documents have and nobody loads. --------------------------

local function trade_lines()
  local out = {}
  for i = 1, 17 do
    out[i] = format('<TradeLine account="%08d" type="%s" opened="%s" status="%s" limit="%d" balance="%d" '
      .. 'pastDue="%d" months="%d" worst="%d" currency="EUR" ref="%08x"><Hist m="%d" s="%d"/></TradeLine>\n',
      random(99999999), pick(products), date(2001, 2023), pick { "open", "closed", "sold" }, random(50000),
      random(40000), random(0, 900), random(120), random(0, 9), random(0xffffffff), random(12), random(0, 6))
  end
  return concat(out)
end

local function decision_steps()
  local out = {}
  for i = 1, 44 do
    out[i] = format('<Step n="%d" rule="%s_%03d" ms="%d" in="%d" out="%d" hit="%s" v="%.3f"/>\n', i, pick(scores),
      random(400), random(90), random(9999), random(9999), pick { "true", "false" }, random())
  end
  return concat(out)
end

local function raw_answer()
  local out = {}
  for i = 1, 30 do
    out[i] = format("%02d|%s|%s|%d<%d & %d>%d|%s;", i, pick(bureaus), date(2010, 2024), random(999), random(999),
      random(999), random(999), pick(indicators))
  end
  return "<Raw><![CDATA[" .. concat(out, "\n") .. "]]></Raw>\n<!-- answer as received -->\n"
end

local function make_blocks(seed)
  local blocks = { lines = {}, steps = {}, raws = {} }
  math.randomseed(seed, -1)
  for i = 1, 24 do
    blocks.lines[i], blocks.steps[i], blocks.raws[i] = trade_lines(), decision_steps(), raw_answer()
  end
  return blocks
end

-- The parts of a document, each appended to out. ----------------------------------------------------

local function add_address(out, kind)
  local city = pick(cities)
  out[#out + 1] = format('<Address kind="%s" since="%s"><Street>%s</Street><House>%d</House>'
    .. "<Postcode>%s</Postcode><City>%s</City>", kind, date(1995, 2023), pick(streets), random(180), city[1], city[2])
  if random(3) > 1 then
    out[#out + 1] = format("<Region>%s</Region>", city[3])
  end
  if city[4] ~= "DE" then -- Germany is what the mapping takes when nothing is said
    out[#out + 1] = format("<Country>%s</Country>", city[4])
  end
  if kind == "Current" then
    out[#out + 1] = format('<Housing cost="%d.%02d">%s</Housing>', random(200, 1900), random(0, 99), pick(housings))
  end
  out[#out + 1] = "</Address>\n"
end

local function add_employment(out, past)
  out[#out + 1] = format('<Employment status="%s"><Employer industry="%s%d">%s</Employer>'
    .. "<Occupation>%s</Occupation><Since>%s</Since>", pick(works), pick { "A", "C", "G", "K", "Q" }, random(10, 99),
    pick(employers), pick(occupations), date(1998, 2019))
  if past then
    out[#out + 1] = format("<Until>%s</Until>", date(2020, 2023))
  end
  out[#out + 1] = format('<Income interval="%s">%s</Income></Employment>\n', pick(intervals),
    grouped(random(600, 9000), random(0, 99)))
end

local function add_person(out, no, birth)
  out[#out + 1] = format('<Contact id="%d" role="%s"><Person>', no,
    no == 1 and "Applicant" or no == 2 and "Co-applicant" or "Guarantor")
  if rarely(8) then
    out[#out + 1] = "<Title>Dr.</Title>"
  end
  out[#out + 1] = format('<Given>%s</Given><Family>%s</Family><Birth date="%s" place="%s"/><Gender>%s</Gender>'
    .. "<Nationality>%s</Nationality><Marital>%s</Marital></Person>", pick(given), pick(family), birth,
    pick(cities)[2], pick(genders), pick(cities)[4], pick(maritals))
  out[#out + 1] = format('<Document kind="%s" no="%s%07d" expires="%s"/>\n', pick { "Passport", "IdCard", "Permit" },
    pick { "C", "L", "T" }, random(9999999), date(2025, 2034))
  if random(5) > 1 then
    out[#out + 1] = format("<TaxNo>%02d %03d %03d %03d</TaxNo>", random(10, 99), random(0, 999), random(0, 999),
      random(0, 999))
  end
  if random(4) > 1 then
    out[#out + 1] = format("<Email>Kontakt.%d@Example.ORG</Email>", random(999999))
  end
  out[#out + 1] = format('<Phone kind="mobile">+49 15%d %07d</Phone>', random(10, 79), random(9999999))
  if rarely(3) then
    out[#out + 1] = format('<Phone kind="home">+49 221 %06d</Phone>', random(999999))
  end
  if rarely(3) then
    out[#out + 1] = format('<Customer no="%08d" since="%s"/>', random(99999999), date(2000, 2022))
  end
end

local function add_contact(out, no, birth)
  add_person(out, no, birth)
  out[#out + 1] = "<Addresses>\n"
  add_address(out, "Current")
  if rarely(2) then
    add_address(out, "Previous")
  end
  if rarely(6) then
    add_address(out, "Mailing")
  end
  out[#out + 1] = "</Addresses><Employments>\n"
  for job = 1, random(0, 2) do
    add_employment(out, job > 1)
  end
  out[#out + 1] = "</Employments></Contact>\n"
end

local function add_vehicle(out)
  local make = pick(makes)
  out[#out + 1] = format('<Collateral><Vehicle vin="WVW%014d" new="%s"><Make>%s</Make><Model>%s</Model>'
    .. "<Year>%d</Year><Mileage>%d</Mileage><Fuel>%s</Fuel><Price>%s</Price><Valuation>%d</Valuation>",
    random(99999999999999), pick { "Y", "N" }, make[1], make[2], random(2005, 2024), random(0, 240000),
    pick { "Petrol", "Diesel", "Electric", "Hybrid" }, grouped(random(900, 64000), random(0, 99)), random(800, 60000))
  if rarely(2) then
    out[#out + 1] = format("<Registered>%s</Registered>", date(2005, 2024))
  end
  out[#out + 1] = "</Vehicle></Collateral>\n"
end

local function add_reports(out, count, blocks, filler)
  out[#out + 1] = "<Bureaus>\n"
  for i = 1, count do
    out[#out + 1] = format('<Report bureau="%s" ordered="%s" hit="%s"><Summary open="%d" closed="%d" balance="%d.%02d" '
      .. 'oldest="%s" inquiries="%d"/>', pick(bureaus), date(2024, 2024), pick { "Y", "Y", "N" }, random(0, 20),
      random(0, 30), random(0, 90000), random(0, 99), date(1999, 2020), random(0, 9))
    if filler > 0 then
      out[#out + 1] = "<TradeLines>\n"
      for _ = 1, filler // count + (i <= filler % count and 1 or 0) do
        out[#out + 1] = pick(blocks.lines)
      end
      out[#out + 1] = "</TradeLines>\n" .. pick(blocks.raws)
    end
    out[#out + 1] = "</Report>\n"
  end
  out[#out + 1] = "</Bureaus>\n"
end

local function add_decisions(out, moment)
  out[#out + 1] = "<Decisions>\n"
  for no = 1, random(1, 2) do
    local outcome = pick(outcomes)
    out[#out + 1] = format('<Decision no="%d" outcome="%s" at="%s" by="%s">', no, outcome, moment,
      pick { "engine", "engine", "j.müller", "a.kowalska" })
    if outcome == "Approved" or outcome == "Countered" then
      out[#out + 1] = format('<Offer amount="%d" rate="%d.%04d" term="%d" until="%s"/>', random(5, 500) * 100,
        random(1, 14), random(0, 9999), random(1, 10) * 12, date(2025, 2026))
    else
      for _ = 1, random(0, 3) do
        local reason = pick(reasons)
        out[#out + 1] = format('<Reason code="%s">%s</Reason>', reason[1], reason[2])
      end
    end
    out[#out + 1] = "</Decision>\n"
  end
  out[#out + 1] = "</Decisions>\n"
end

local function add_scores(out, count, moment)
  out[#out + 1] = "<Scores>\n"
  for i = 1, count do
    out[#out + 1] = format('<Score name="%s" model="m%d.%d" value="%d.%d" band="%s" at="%s"/>\n',
      scores[(i - 1) % #scores + 1], random(9), random(0, 9), random(100, 990), random(0, 9),
      pick { "A", "B", "C", "D" }, moment)
  end
  out[#out + 1] = "</Scores>\n"
end

local function add_indicators(out, count)
  out[#out + 1] = "<Indicators>\n"
  for i = 1, count do
    out[#out + 1] = format('<Indicator name="%s" source="%s">%s</Indicator>\n', indicators[i], pick(bureaus),
      pick { "Y", "Y", "N" })
  end
  out[#out + 1] = "</Indicators>\n"
end

local function add_header(out, moment, channel)
  out[#out + 1] = format("<Header><Channel>%s</Channel><Received>%sZ</Received>"
    .. '<Branch no="%04d">%s</Branch>', channel, moment, random(9999), pick(branches))
  if channel == "Dealer" then
    out[#out + 1] = format('<Dealer no="D-%d"><Name>%s</Name></Dealer>', random(1000, 9999), pick(dealers))
  end
  if rarely(3) then
    out[#out + 1] = format("<Campaign>%s%d</Campaign>", pick { "SPRING", "SUMMER", "HERBST" }, random(22, 25))
  end
  out[#out + 1] = format("<Language>%s</Language>", pick(languages))
  for _ = 1, random(0, 2) do
    out[#out + 1] = format("<Tag>%s</Tag>", pick { "express", "re-apply", "priority", "überprüft" })
  end
  out[#out + 1] = format('<Session id="%08x-%04x-%08x" ip="10.%d.%d.%d" device="%s" pages="%d" seconds="%d"/>'
    .. "</Header>\n", random(0xffffffff), random(0xffff), random(0xffffffff), random(254), random(254), random(254),
    pick { "desktop", "phone", "tablet" }, random(40), random(4000))
end

local function add_loan(out, defect)
  out[#out + 1] = format('<Loan product="%s" purpose="%s">', pick(products), pick(purposes))
  if defect ~= AMOUNT then
    out[#out + 1] = format('<Amount%s>%d.%02d</Amount>', pick { ' currency="EUR"', ' currency="CHF"', "" },
      random(5, 900) * 100, random(0, 99))
  end
  if rarely(3) then
    out[#out + 1] = format("<DownPayment>%d</DownPayment>", random(1, 90) * 100)
  end
  out[#out + 1] = format("<Term>%d</Term><Rate>%d.%02d</Rate></Loan>\n",
    defect == TERM and random(100000, 999999) or random(1, 10) * 12, random(1, 14), random(0, 99))
  if random(5) > 1 then
    out[#out + 1] = format("<Household><Persons>%d</Persons><Children>%d</Children><Income>%s</Income>"
      .. "<Costs>%d</Costs></Household>\n", random(1, 6), random(0, 3), grouped(random(900, 12000), random(0, 99)),
      random(300, 4000))
  end
  out[#out + 1] = format("<Consents><Bureau>Y</Bureau><Marketing>%s</Marketing></Consents>\n", pick { "Y", "N", "" })
  if rarely(3) then
    out[#out + 1] = format("<Note>%s</Note>\n", pick(notes))
  end
end

-- Documents -----------------------------------------------------------------------------------------

local EPOCH = 1704067200 -- 2024-01-01 00:00 UTC
local SPAN = 2 * 365 * 86400

-- One in fifty is a withdrawn application: an applicant and nothing else.
local function add_rest(out, profile, blocks, defect, moment)
  local birth = defect == BIRTH and "1979-02-30"
  if rarely(50) then
    out[#out + 1] = "<Contacts>\n"
    add_person(out, 1, birth or date(1940, 2005))
    out[#out + 1] = "</Contact></Contacts>\n"
    return
  end
  local filler = between(profile.filler)
  out[#out + 1] = "<Contacts>\n"
  for no = 1, between(profile.contacts) do
    add_contact(out, no, no == 1 and birth or date(1940, 2005))
  end
  out[#out + 1] = "</Contacts>\n"
  add_scores(out, between(profile.scores), moment)
  add_indicators(out, between(profile.indicators))
  if rarely(3) then
    add_vehicle(out)
  end
  add_reports(out, between(profile.reports), blocks, filler // 2)
  add_decisions(out, moment)
  if filler > 0 then
    out[#out + 1] = "<DecisionLog>\n"
    for _ = 1, filler - filler // 2 do
      out[#out + 1] = pick(blocks.steps)
    end
    out[#out + 1] = "</DecisionLog>\n"
  end
end

-- How far it is to the next key: mostly 1, some small holes, now and then one of a million.
local function step_of(gaps)
  if not gaps or random(10) > 2 then
    return 1
  end
  return rarely(60) and random(100000, 2000000) or random(2, 60)
end

-- generator { profile = "small", seed = 1, gaps = false, bad = 0 } returns a function: key ->
--   xml, info { received_at, channel, step (to the next key), defect (index in M.defects, or nil) }
function M.generator(options)
  local profile = assert(M.profiles[options.profile or "small"], "no such profile")
  local seed, gaps, bad = options.seed or 1, options.gaps, options.bad or 0
  local blocks = make_blocks(seed)

  return function(key)
    math.randomseed(seed, key)
    local step = step_of(gaps)
    local defect = random() * 100 < bad and random(#M.defects) or nil
    local time = EPOCH + key * 7 % SPAN
    local moment = os.date("!%Y-%m-%dT%H:%M:%S", time)
    local channel = pick(channels)
    local out = { format('<?xml version="1.0" encoding="UTF-8"?>\n<CreditApplication no="CA-%09d" version="3.2">\n',
      key) }
    add_header(out, moment, channel)
    add_loan(out, defect)
    add_rest(out, profile, blocks, defect, moment)
    out[#out + 1] = "</CreditApplication>\n"
    local xml = concat(out)
    if defect == CUT then
      xml = xml:sub(1, utf8.offset(xml, 0, #xml * 3 // 5) - 1)
    end
    return xml, { received_at = os.date("!%Y-%m-%d %H:%M:%S", time), channel = channel, step = step, defect = defect }
  end
end

return M
