-- Tables as the older system has them: columns that no contract fills, defaults, NOT NULL, foreign keys, identity.
CREATE TABLE app_xml_staging (
  app_id BIGINT NOT NULL PRIMARY KEY,
  "app_XML" TEXT
);
CREATE TABLE $SCHEMA.app_base (
  app_id $KEY NOT NULL PRIMARY KEY,
  product_line_enum SMALLINT NOT NULL,
  receive_date $TIMESTAMP NOT NULL,
  note VARCHAR(6),
  blob TEXT,
  status VARCHAR(10) DEFAULT 'new' NOT NULL,
  entered $TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE TABLE $SCHEMA.app_contact_base (
  con_id INTEGER $ALWAYS NOT NULL PRIMARY KEY,
  app_id INTEGER NOT NULL REFERENCES app_base (app_id),
  contact_type_enum SMALLINT NOT NULL,
  first_name VARCHAR(40) NOT NULL
);
CREATE TABLE $SCHEMA.app_contact_address (
  address_id INTEGER $DEFAULT NOT NULL PRIMARY KEY,
  con_id INTEGER NOT NULL REFERENCES app_contact_base (con_id),
  address_type_enum SMALLINT NOT NULL,
  city VARCHAR(40)
);
CREATE TABLE $SCHEMA.app_contact_employment (
  employment_id INTEGER $DEFAULT NOT NULL PRIMARY KEY,
  con_id INTEGER NOT NULL REFERENCES app_contact_base (con_id),
  employment_type_enum SMALLINT NOT NULL,
  business_name VARCHAR(50),
  other_monthly_income DECIMAL(12, 2)
);
CREATE TABLE $SCHEMA.app_operational_cc (
  app_id INTEGER NOT NULL PRIMARY KEY REFERENCES app_base (app_id),
  auth_user_issue_card_flag SMALLINT DEFAULT 9,
  a_flag SMALLINT NOT NULL,
  b_flag SMALLINT NOT NULL,
  late VARCHAR(9) DEFAULT 'unknown',
  started $TIMESTAMP,
  mail VARCHAR(80),
  priority_enum SMALLINT
);
CREATE TABLE $SCHEMA.app_funding (
  app_id INTEGER NOT NULL PRIMARY KEY REFERENCES app_base (app_id),
  fund_date DATE
);
CREATE TABLE $SCHEMA.app_historical_lookup (
  app_id INTEGER NOT NULL REFERENCES app_base (app_id),
  name VARCHAR(100) NOT NULL,
  source VARCHAR(100) NOT NULL,
  value VARCHAR(250) NOT NULL
);
CREATE TABLE $SCHEMA.scores (
  app_id INTEGER NOT NULL REFERENCES app_base (app_id),
  score_identifier VARCHAR(50) NOT NULL,
  score SMALLINT NOT NULL,
  PRIMARY KEY (app_id, score_identifier)
);
