-- Records of scientific articles as PubMed gives them out: one document is a set of articles, each of which becomes an
-- article row and the rows of its authors, abstract, MeSH terms, funding and identifiers.
--
--   rowan try mappings/article.lua tests/mapping/article/doc.xml
--
-- The structure is that of the PubMed DTD, https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_190101.dtd; what its elements
-- mean is said in https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html.
-- Titles, affiliations and abstracts may hold <i>, <b>, <u>, <sub>, <sup> and MathML. Their text is for searching: in
-- it 10<sup>-3</sup> becomes 10-3. What was meant stands beside the title and the abstract, as markup. Left out are
-- chemicals, references, corrections, and the books and deletions that a set may hold besides articles.

local ui      = text(10)                  -- a unique identifier of MeSH: D012345, Q000123
local label   = text(120)
local name    = text(200)
local section = enum {
  BACKGROUND = "background", OBJECTIVE = "objective", METHODS = "methods", RESULTS = "results",
  CONCLUSIONS = "conclusions", UNASSIGNED = "other",
}

-- Dates come as Year, Month and Day; the month is a name in the journal's own date, a number elsewhere ---

local function day(path)                  -- NULL unless all three are there
  return date { expr(("`%s/Year` || '-' || `%s/Month` || '-' || `%s/Day`"):format(path, path, path)),
                format = { "YYYY-M-D", "YYYY-MON-D" } }
end

-- What belongs to an article: every table begins with its key -------------------------------------------

local affiliation = into "affiliation" {
  each    = "AffiliationInfo",
  key     = { "pmid", "version", "author_no", "affiliation_no" },
  columns = {
    pmid           = parent "pmid",
    version        = parent "version",
    author_no      = parent "author_no",
    affiliation_no = position(),
    affiliation    = text { "Affiliation", required = true, trim = true },
    ror            = text(40) "Identifier[@Source = 'ROR']",
  },
}

local author = into "author" {
  each    = "Article/AuthorList/Author[not(@ValidYN = 'N')]",
  key     = { "pmid", "version", "author_no" },
  columns = {
    pmid              = parent "pmid",
    version           = parent "version",
    author_no         = position(),
    family_name       = name "LastName",
    given_name        = name "ForeName",
    initials          = text(20) "Initials",
    suffix            = text(20) "Suffix",
    group_name        = text "CollectiveName",
    equal_contributor = boolean { "@EqualContrib", default = false },
    orcid             = text(19)(expr [[ -- with or without https://orcid.org/ before it, and hyphens in it
                          regexp_replace(regexp_replace(upper(Identifier[@Source = 'ORCID']), '^.*/|-', ''),
                                         '^(....)(....)(....)(....)$', '\1-\2-\3-\4') ]]),
  },
  children = { affiliation },
}

local abstract_section = into "abstract_section" {
  each    = "Article/Abstract/AbstractText",
  key     = { "pmid", "version", "section_no" },
  columns = {
    pmid       = parent "pmid",
    version    = parent "version",
    section_no = position(),
    label      = label "@Label",
    category   = section "@NlmCategory",
    body       = text { ".", trim = true },
    markup     = xml { ".", inner = true, trim = true },
  },
}

local mesh_qualifier = into "mesh_qualifier" {
  each    = "QualifierName",
  key     = { "pmid", "version", "term_no", "qualifier_ui" },
  columns = {
    pmid         = parent "pmid",
    version      = parent "version",
    term_no      = parent "term_no",
    qualifier_ui = ui "@UI",
    qualifier    = label ".",
    is_major     = boolean { "@MajorTopicYN", default = false },
  },
}

local mesh_term = into "mesh_term" {
  each    = "MeshHeadingList/MeshHeading",
  key     = { "pmid", "version", "term_no" },
  columns = {
    pmid          = parent "pmid",
    version       = parent "version",
    term_no       = position(),
    descriptor_ui = ui { "DescriptorName/@UI", required = true },
    descriptor    = label { "DescriptorName", required = true },
    kind          = text(20) "DescriptorName/@Type",
    is_major      = boolean { "*/@MajorTopicYN[. = 'Y']", pick = "first", default = false },  -- it or a qualifier of it
  },
  children = { mesh_qualifier },
}

local funding = into "funding" {
  each    = "Article/GrantList/Grant",
  key     = { "pmid", "version", "grant_no" },
  columns = {
    pmid     = parent "pmid",
    version  = parent "version",
    grant_no = position(),
    grant_id = label "GrantID",
    acronym  = text(10) "Acronym",
    agency   = name { "Agency", required = true },
    country  = label "Country",
  },
}

local article_id = into "article_id" {
  each    = "../PubmedData/ArticleIdList/ArticleId",
  key     = { "pmid", "version", "id_no" },
  columns = {
    pmid    = parent "pmid",
    version = parent "version",
    id_no   = position(),
    kind    = text(20) { "@IdType", default = "pubmed" },
    id      = name ".",
  },
}

-- The article --------------------------------------------------------------------------------------

local printed = "Article/Journal/JournalIssue/PubDate"

local columns = {
  pmid              = integer { "PMID", required = true },
  version           = smallint { "PMID/@Version", default = 1 },
  set_id            = source "id",
  status            = text(30) "@Status",
  doi               = name { "../PubmedData/ArticleIdList/ArticleId[@IdType = 'doi']", pick = "first", via = lower },
  title             = text { "Article/ArticleTitle", trim = true },
  title_markup      = xml { "Article/ArticleTitle", inner = true, trim = true },
  original_title    = text { "Article/VernacularTitle", trim = true },
  languages         = text(60) { "Article/Language", pick = "join", joiner = ", " },
  publication_types = text(400) { "Article/PublicationTypeList/PublicationType", pick = "join", joiner = "; " },
  keywords          = text { "KeywordList/Keyword", pick = "join", joiner = "; " },
  all_authors       = boolean { "Article/AuthorList/@CompleteYN", default = true },
  journal           = text { "Article/Journal/Title", required = true },
  journal_short     = name "Article/Journal/ISOAbbreviation",
  journal_country   = label "MedlineJournalInfo/Country",
  nlm_id            = text(20) { "MedlineJournalInfo/NlmUniqueID", required = true },
  issn              = text(9) "Article/Journal/ISSN",
  volume            = text(40) "Article/Journal/JournalIssue/Volume",
  issue             = text(40) "Article/Journal/JournalIssue/Issue",
  pages             = text(60) "Article/Pagination/MedlinePgn",
  printed           = text(60) { printed .. "/*", pick = "join", joiner = " " },
  printed_year      = smallint { expr("regexp_substr(`" .. printed .. "/*`, '[0-9]{4}')"), -- "1998 Dec-1999 Jan"
                                 pick = "join", joiner = " " },
  printed_month     = tinyint(expr(("coalesce((nullif(strpos('%s', %s/Month), 0) + 2) / 3, %s/Month)")
                                   :format("JanFebMarAprMayJunJulAugSepOctNovDec", printed, printed))),
  printed_on        = day(printed),
  online_on         = day "Article/ArticleDate[@DateType = 'Electronic']",
  completed_on      = day "DateCompleted",
  revised_on        = day "DateRevised",
}

for _, event in ipairs { "received", "accepted", "entrez", "pubmed", "medline" } do
  columns[event .. "_on"] = day(("../PubmedData/History/PubMedPubDate[@PubStatus = '%s']"):format(event))
end

return mapping {
  name   = "article",
  source = { table = "article_xml", key = bigint "id", document = "document" },

  into "article" {
    each     = "/PubmedArticleSet/PubmedArticle/MedlineCitation",
    key      = { "pmid", "version" },
    columns  = columns,
    children = { author, abstract_section, mesh_term, funding, article_id },
  },
}
