-- Tables as the older system has them, with a contact that is there already, widths that are not the contract's, and
-- defaults for what is left out.
CREATE TABLE berth_xml (
  app_id BIGINT NOT NULL PRIMARY KEY,
  doc_xml TEXT
);
CREATE TABLE $SCHEMA.app_base (
  app_id $KEY $ALWAYS NOT NULL PRIMARY KEY,
  product_line_enum SMALLINT NOT NULL,
  received_at $TIMESTAMP NOT NULL,
  status_enum SMALLINT,
  officer_mail VARCHAR(40),
  priority_enum SMALLINT DEFAULT 3,
  note VARCHAR(10),
  remarks TEXT,
  region VARCHAR(10) DEFAULT 'SOUTH',
  channel VARCHAR(8) NOT NULL,
  wanted_months SMALLINT,
  places BIGINT,
  is_joint SMALLINT NOT NULL,
  is_online SMALLINT NOT NULL,
  opened_on DATE,
  decided_at $TIMESTAMP,
  entered $TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE TABLE $SCHEMA.contact_base (
  con_id INTEGER $ALWAYS NOT NULL PRIMARY KEY,
  app_id INTEGER NOT NULL REFERENCES app_base (app_id),
  contact_type_enum SMALLINT NOT NULL,
  first_name VARCHAR(20) NOT NULL,
  last_name VARCHAR(20),
  birth_date DATE DEFAULT '1900-01-01',
  tax_no VARCHAR(9),
  income DECIMAL(12, 2),
  is_citizen SMALLINT NOT NULL,
  marital_enum SMALLINT NOT NULL
);
CREATE TABLE $SCHEMA.contact_address (
  address_id INTEGER $DEFAULT NOT NULL PRIMARY KEY,
  con_id INTEGER NOT NULL REFERENCES contact_base (con_id),
  address_type_enum SMALLINT NOT NULL,
  street VARCHAR(30),
  city VARCHAR(30),
  state VARCHAR(2) DEFAULT 'ME',
  zip VARCHAR(5),
  months SMALLINT,
  rent DECIMAL(12, 2),
  settled VARCHAR(10)
);
CREATE TABLE $SCHEMA.contact_employment (
  employment_id INTEGER $DEFAULT NOT NULL PRIMARY KEY,
  con_id INTEGER NOT NULL REFERENCES contact_base (con_id),
  employment_type_enum SMALLINT NOT NULL,
  business_name VARCHAR(30),
  job_title VARCHAR(20),
  salary DECIMAL(12, 2),
  salary_basis_enum SMALLINT DEFAULT 9,
  started_on DATE,
  monthly DECIMAL(12, 2)
);
CREATE TABLE $SCHEMA.app_pricing (
  app_id INTEGER NOT NULL PRIMARY KEY REFERENCES app_base (app_id),
  amount DECIMAL(12, 2),
  down_payment DECIMAL(12, 2),
  rate DECIMAL(7, 4),
  term SMALLINT,
  first_due DATE,
  kind VARCHAR(10),
  fee_1_amount DECIMAL(12, 2),
  fee_1_enum SMALLINT,
  fee_2_amount DECIMAL(12, 2),
  fee_2_enum SMALLINT,
  fee_3_amount DECIMAL(12, 2),
  fee_3_enum SMALLINT,
  fee_4_amount DECIMAL(12, 2),
  fee_4_enum SMALLINT,
  fee_5_amount DECIMAL(12, 2),
  fee_5_enum SMALLINT,
  first_charge DECIMAL(12, 2),
  second_charge DECIMAL(12, 2),
  third_charge DECIMAL(12, 2),
  fourth_charge DECIMAL(12, 2),
  dock_total DECIMAL(12, 2),
  power_total DECIMAL(12, 2),
  water_total DECIMAL(12, 2),
  financed DECIMAL(14, 2),
  years SMALLINT,
  odd_months SMALLINT,
  age_class VARCHAR(10),
  kind_class VARCHAR(12),
  desk_mail VARCHAR(40)
);
CREATE TABLE $SCHEMA.app_ops (
  app_id INTEGER NOT NULL PRIMARY KEY REFERENCES app_base (app_id),
  primary_city VARCHAR(30),
  second_name VARCHAR(20),
  card_flag SMALLINT DEFAULT 7,
  state VARCHAR(2),
  queue VARCHAR(10),
  checked_at $TIMESTAMP,
  is_locked SMALLINT NOT NULL,
  has_partner SMALLINT NOT NULL,
  level_1 SMALLINT,
  level_2 SMALLINT,
  level_3 SMALLINT,
  level_4 SMALLINT
);
CREATE TABLE $SCHEMA.app_funding (
  app_id INTEGER NOT NULL PRIMARY KEY REFERENCES app_base (app_id),
  funded_on DATE,
  amount DECIMAL(12, 2),
  cheque_no VARCHAR(12)
);
CREATE TABLE $SCHEMA.app_warranty (
  app_id INTEGER NOT NULL REFERENCES app_base (app_id),
  warranty_type_enum SMALLINT NOT NULL,
  company VARCHAR(20) DEFAULT 'unnamed',
  amount DECIMAL(12, 2),
  months SMALLINT,
  is_sent SMALLINT,
  PRIMARY KEY (app_id, warranty_type_enum)
);
CREATE TABLE $SCHEMA.app_policy (
  app_id INTEGER NOT NULL REFERENCES app_base (app_id),
  policy_exception_type_enum SMALLINT NOT NULL,
  reason_code VARCHAR(20) NOT NULL,
  notes VARCHAR(60),
  PRIMARY KEY (app_id, policy_exception_type_enum)
);
CREATE TABLE $SCHEMA.app_collateral (
  app_id INTEGER NOT NULL REFERENCES app_base (app_id),
  sort_order SMALLINT NOT NULL,
  make VARCHAR(20),
  model VARCHAR(20),
  model_year SMALLINT,
  market_value DECIMAL(12, 2),
  is_used SMALLINT NOT NULL,
  condition VARCHAR(4),
  label VARCHAR(8),
  open_loan DECIMAL(12, 2),
  PRIMARY KEY (app_id, sort_order)
);
CREATE TABLE $SCHEMA.scores (
  app_id INTEGER NOT NULL REFERENCES app_base (app_id),
  score_identifier VARCHAR(50) NOT NULL,
  score SMALLINT NOT NULL,
  PRIMARY KEY (app_id, score_identifier)
);
CREATE TABLE $SCHEMA.indicators (
  app_id INTEGER NOT NULL REFERENCES app_base (app_id),
  indicator VARCHAR(20) NOT NULL,
  value VARCHAR(1) NOT NULL,
  PRIMARY KEY (app_id, indicator)
);
CREATE TABLE $SCHEMA.app_historical_lookup (
  app_id INTEGER NOT NULL REFERENCES app_base (app_id),
  name VARCHAR(100) NOT NULL,
  source VARCHAR(100) NOT NULL,
  value VARCHAR(250) NOT NULL
);
CREATE TABLE $SCHEMA.app_report_results_lookup (
  app_id INTEGER NOT NULL REFERENCES app_base (app_id),
  name VARCHAR(100) NOT NULL,
  value VARCHAR(250) NOT NULL,
  source_report_key VARCHAR(20)
);

-- What the older loader left there.
INSERT INTO $SCHEMA.app_base (app_id, product_line_enum, received_at, channel, is_joint, is_online)
  $GIVEN VALUES (900, 700, '2023-12-24 18:00:00', 'OLD', 0, 0);
INSERT INTO $SCHEMA.contact_base (con_id, app_id, contact_type_enum, first_name, is_citizen, marital_enum)
  $GIVEN VALUES (99, 900, 281, 'There', 0, 5);
