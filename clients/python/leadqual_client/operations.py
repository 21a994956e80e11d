"""One method for each operation of the API. Made by `make client`."""

from typing import Any, Literal

from leadqual_client import types
from leadqual_client.transport import Transport


class Operations:
    """All operations of the API.

    Args:
        transport: sends the requests.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def accept_business_model_suggestion(
        self,
        suggestion_id: int,
        body: types.AcceptedModelInput,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.CompanyCorrectionOutput:
        """Accept a business model suggestion, as is or changed.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST",
            f"/api/v1/suggestions/{suggestion_id}/accept-business-model",
            body=body,
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def accept_reply_contact(
        self, reply_id: int, body: types.NamedContactInput, *, headers: dict[str, str] | None = None
    ) -> types.ReplyOutput:
        """Create the referred contact, or return the existing contact with this email.

        Scope: `replies`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/replies/{reply_id}/contact", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def accept_suggestion(
        self,
        suggestion_id: int,
        body: types.TitleCorrectionInput,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.TitleCorrectionOutput:
        """Accept a title suggestion, as is or changed.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/suggestions/{suggestion_id}/accept", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def acknowledge_alert(
        self,
        alert_id: int,
        body: types.AcknowledgementInput | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.AlertOutput:
        """Note that an alert was seen, or mark drift as normal.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/alerts/{alert_id}/acknowledge", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def activate_learned_function(
        self,
        learned_id: int,
        body: types.ActivationInput | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.LearnedFunctionOutput:
        """Activate a learned function that is on hold or failed the quality gate.

        The quality gate is checked again. If it fails, 409 is returned with the metric drops.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST",
            f"/api/v1/titles/learned-functions/{learned_id}/activation",
            body=body,
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def add_campaign_companies(
        self,
        campaign_id: int,
        body: types.CampaignCompaniesInput,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.CampaignAdditionOutput:
        """Add companies, and restrict the campaign to those that were added.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/campaigns/{campaign_id}/companies", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def add_company_entries(
        self,
        list_id: int,
        body: types.CompanyEntriesInput,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.CompanyAdditionOutput:
        """Add companies to a list of companies.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/lists/{list_id}/companies", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def add_company_note(
        self, company_id: int, body: types.NoteInput, *, headers: dict[str, str] | None = None
    ) -> types.Note:
        """Write a note on a company.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/companies/{company_id}/notes", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def add_contact_note(
        self, contact_id: int, body: types.NoteInput, *, headers: dict[str, str] | None = None
    ) -> types.Note:
        """Write a note on a person.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/contacts/{contact_id}/notes", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def add_decision_makers(
        self,
        list_id: int,
        body: types.DecisionMakersInput,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.DecisionMakersOutput:
        """Add the most senior people of each company, or preview them.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/lists/{list_id}/decision-makers", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def add_entries(
        self, list_id: int, body: types.ListEntriesInput, *, headers: dict[str, str] | None = None
    ) -> types.ListAdditionOutput:
        """Add people to a list. People marked Do not contact are excluded.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/lists/{list_id}/entries", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def add_import_to_list(
        self, batch_id: int, body: types.ListNameInput, *, headers: dict[str, str] | None = None
    ) -> types.ImportOutput:
        """Add all records of an import to a list. People marked Do not contact are not added.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/imports/{batch_id}/list", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def add_seeds(
        self,
        campaign_id: int,
        body: types.SeedsInput | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.SeedsOutput:
        """Add examples and customers. They count immediately.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/campaigns/{campaign_id}/seeds", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def apply_fact_report(
        self, report_id: int, *, headers: dict[str, str] | None = None
    ) -> types.AppliedReportOutput:
        """Give the record the right value of the report. A report without one is refused.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/fact-reports/{report_id}/apply", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def approve_title_correction(
        self, correction_id: int, *, headers: dict[str, str] | None = None
    ) -> types.TitleCorrectionOutput:
        """Approve a correction by someone else. Corrections are active before approval.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "PUT", f"/api/v1/titles/corrections/{correction_id}/approval", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def change_companies(
        self, body: types.BulkChangeInput, *, headers: dict[str, str] | None = None
    ) -> types.BulkChangeOutput:
        """Change owner, status or tags of many companies in one step.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", "/api/v1/companies/bulk-changes", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def change_contacts(
        self, body: types.BulkChangeInput, *, headers: dict[str, str] | None = None
    ) -> types.BulkChangeOutput:
        """Change owner, status or tags of many people in one step.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", "/api/v1/contacts/bulk-changes", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def check_mailbox(
        self, mailbox_id: int, *, headers: dict[str, str] | None = None
    ) -> types.MailboxOutput:
        """Check a mailbox for new emails now.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/mailboxes/{mailbox_id}/check", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def classify_companies(
        self, body: types.ClassifyCompaniesInput, *, headers: dict[str, str] | None = None
    ) -> types.CompanyClassificationsOutput:
        """Classify up to 100 companies by business model. Nothing is stored.

        `results` has an entry for each company, in the same order.

        Scope: `classify`. Role: viewer or above.
        """
        answer = self._transport.request(
            "POST", "/api/v1/companies/classify", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def classify_replies(
        self, body: types.ClassifyRepliesInput, *, headers: dict[str, str] | None = None
    ) -> types.ReplyClassificationsOutput:
        """Classify up to 100 replies by intent. Nothing is stored and no action is taken.

        `results` has an entry for each reply, in the same order.

        Scope: `classify`. Role: viewer or above.
        """
        answer = self._transport.request(
            "POST", "/api/v1/replies/classify", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def classify_titles(
        self, body: types.ClassifyInput | None = None, *, headers: dict[str, str] | None = None
    ) -> types.TitlePredictionsOutput:
        """Classify up to 1,000 titles, with the corrections of the workspace.

        Send `titles`, or `title` for one; `results` has an entry for each, in the same order.

        Scope: `classify`. Role: viewer or above.
        """
        answer = self._transport.request(
            "POST", "/api/v1/titles/classify", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def close_privacy_request(
        self,
        privacy_request_id: int,
        body: types.ClosePrivacyRequestInput,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.PrivacyRequestOutput:
        """Close a request as done, or decline it with a reason. A closed one stays as it is.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST",
            f"/api/v1/privacy-requests/{privacy_request_id}/close",
            body=body,
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def compare_titles(
        self,
        body: types.TitleSimilarityInput | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.TitleSimilaritiesOutput:
        """Compare two titles, or up to 500 pairs, with the corrections of the workspace.

        Scope: `classify`. Role: viewer or above.
        """
        answer = self._transport.request(
            "POST", "/api/v1/titles/similarity", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def connect_mailbox(
        self, body: types.MailboxInput, *, headers: dict[str, str] | None = None
    ) -> types.MailboxOutput:
        """Connect a mailbox by IMAP. The first check starts at once; emails are only read.

        Connections are encrypted (TLS or STARTTLS) and the certificate is checked.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request("POST", "/api/v1/mailboxes", body=body, headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def correct_company(
        self,
        company_id: int,
        body: types.CompanyCorrectionInput,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.CompanyCorrectionOutput:
        """Correct the business model of a company. Active from the next request.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/companies/{company_id}/corrections", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def correct_reply(
        self, reply_id: int, body: types.CorrectionInput, *, headers: dict[str, str] | None = None
    ) -> types.ReplyOutput:
        """Correct the intent of a reply. Corrections override the model.

        Scope: `replies`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/replies/{reply_id}/corrections", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def correct_title(
        self,
        title_id: int,
        body: types.TitleCorrectionInput,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.TitleCorrectionOutput:
        """Correct a title. The correction is active from the next request.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/titles/{title_id}/corrections", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def count_companies(
        self,
        *,
        business_model: list[Literal["b2b", "b2c", "both", "public", "unknown"]] | None = None,
        city: list[str] | None = None,
        company: list[str] | None = None,
        country: list[str] | None = None,
        custom: list[str] | None = None,
        exclude: list[str] | None = None,
        founded: list[
            Literal[
                "1950-1989",
                "1990-1999",
                "2000-2009",
                "2010-2014",
                "2015-2019",
                "before-1950",
                "since-2020",
            ]
        ]
        | None = None,
        funding: list[
            Literal["100m-500m", "10m-50m", "1m-10m", "50m-100m", "over-500m", "under-1m"]
        ]
        | None = None,
        has_department: list[str] | None = None,
        has_function: list[str] | None = None,
        has_level: list[str] | None = None,
        import_: list[str] | None = None,
        industry: list[str] | None = None,
        list: list[str] | None = None,
        owner: list[str] | None = None,
        q: str | None = None,
        region: list[
            Literal[
                "APAC",
                "Africa",
                "Australia and New Zealand",
                "Baltics",
                "Benelux",
                "Central and Eastern Europe",
                "DACH",
                "EMEA",
                "Europe",
                "European Union",
                "GCC",
                "LATAM",
                "Middle East",
                "Nordics",
                "North America",
                "South Asia",
                "Southeast Asia",
                "Southern Europe",
                "UK and Ireland",
            ]
        ]
        | None = None,
        sector: list[
            Literal[
                "Agriculture",
                "Automotive and Aerospace",
                "Business Services",
                "Chemicals and Materials",
                "Construction",
                "Consumer Goods",
                "Education",
                "Energy and Utilities",
                "Financial Services",
                "Food and Beverage",
                "Government and Public Sector",
                "Health Care",
                "Holding and Other",
                "Hospitality and Travel",
                "Life Sciences",
                "Manufacturing",
                "Media and Entertainment",
                "Nonprofit",
                "Professional Services",
                "Real Estate",
                "Retail",
                "Technology",
                "Telecommunications",
                "Transportation and Logistics",
                "Wholesale",
            ]
        ]
        | None = None,
        size: list[str] | None = None,
        sort: Literal["activity", "name", "people", "relevance"] | None = None,
        status: list[
            Literal["contacted", "lost", "new", "qualified", "replied", "unqualified", "won"]
        ]
        | None = None,
        tag: list[str] | None = None,
        technology: list[str] | None = None,
        verdict: list[Literal["disliked", "liked", "none"]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.CompanyCountsOutput:
        """Count matching companies, and the results of each further filter.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/companies/counts",
            query={
                "business_model": business_model,
                "city": city,
                "company": company,
                "country": country,
                "custom": custom,
                "exclude": exclude,
                "founded": founded,
                "funding": funding,
                "has_department": has_department,
                "has_function": has_function,
                "has_level": has_level,
                "import": import_,
                "industry": industry,
                "list": list,
                "owner": owner,
                "q": q,
                "region": region,
                "sector": sector,
                "size": size,
                "sort": sort,
                "status": status,
                "tag": tag,
                "technology": technology,
                "verdict": verdict,
            },
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def count_contacts(
        self,
        *,
        business_model: list[Literal["b2b", "b2c", "both", "public", "unknown"]] | None = None,
        campaign: list[str] | None = None,
        city: list[str] | None = None,
        company: list[str] | None = None,
        company_industry: list[str] | None = None,
        confidence: str | None = None,
        contact: list[str] | None = None,
        country: list[str] | None = None,
        custom: list[str] | None = None,
        department: list[str] | None = None,
        do_not_contact: list[Literal["no", "yes"]] | None = None,
        exclude: list[str] | None = None,
        function: list[str] | None = None,
        import_: list[str] | None = None,
        industry: list[str] | None = None,
        lead_tier: list[Literal["A", "B", "C"]] | None = None,
        level: list[str] | None = None,
        list: list[str] | None = None,
        owner: list[str] | None = None,
        q: str | None = None,
        since: str | None = None,
        size: list[str] | None = None,
        sort: Literal[
            "activity", "company", "functions", "lead_score", "level", "name", "relevance"
        ]
        | None = None,
        status: list[
            Literal["contacted", "lost", "new", "qualified", "replied", "unqualified", "won"]
        ]
        | None = None,
        tag: list[str] | None = None,
        technology: list[str] | None = None,
        unclassified: list[Literal["1"]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.CountsOutput:
        """Count matching contacts, and the results of each further filter.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/search/counts",
            query={
                "business_model": business_model,
                "campaign": campaign,
                "city": city,
                "company": company,
                "company_industry": company_industry,
                "confidence": confidence,
                "contact": contact,
                "country": country,
                "custom": custom,
                "department": department,
                "do_not_contact": do_not_contact,
                "exclude": exclude,
                "function": function,
                "import": import_,
                "industry": industry,
                "lead_tier": lead_tier,
                "level": level,
                "list": list,
                "owner": owner,
                "q": q,
                "since": since,
                "size": size,
                "sort": sort,
                "status": status,
                "tag": tag,
                "technology": technology,
                "unclassified": unclassified,
            },
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def count_threshold_chances(
        self, *, headers: dict[str, str] | None = None
    ) -> types.ThresholdCountOutput:
        """Count the probabilities of the titles of the workspace in the background. Staff only.

        A threshold of a function is set in a draft of the taxonomy.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request("POST", "/api/v1/titles/threshold-counts", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def create_api_key(
        self, body: types.NewApiKeyInput, *, headers: dict[str, str] | None = None
    ) -> types.ApiKeySecretOutput:
        """Create an API key.

        A key cannot create one with a scope that it does not have, or that expires later than
        itself. Revoking a key revokes the keys created with it.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request("POST", "/api/v1/keys", body=body, headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def create_bulk_correction(
        self, body: types.BulkCorrectionInput, *, headers: dict[str, str] | None = None
    ) -> types.BulkCorrectionOutput:
        """Correct many titles at once. Active from the next request.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", "/api/v1/titles/bulk-corrections", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def create_bulk_reply_correction(
        self, body: types.BulkReplyCorrectionInput, *, headers: dict[str, str] | None = None
    ) -> types.BulkReplyCorrectionOutput:
        """Correct or confirm the intent of up to 500 replies in one step.

        Scope: `replies`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", "/api/v1/replies/bulk-corrections", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def create_bulk_verdict(
        self,
        campaign_id: int,
        body: types.BulkVerdictInput,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.BulkVerdictOutput:
        """Like or dislike many companies at once.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/campaigns/{campaign_id}/bulk-verdicts", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def create_campaign(
        self, body: types.CampaignInput, *, headers: dict[str, str] | None = None
    ) -> types.CampaignOutput:
        """Create a campaign with the default reasons.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request("POST", "/api/v1/campaigns", body=body, headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def create_custom_field(
        self, body: types.FieldInput, *, headers: dict[str, str] | None = None
    ) -> types.CustomField:
        """Add a field to people or companies.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", "/api/v1/custom-fields", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def create_do_not_contact_entry(
        self, body: types.DoNotContactInput, *, headers: dict[str, str] | None = None
    ) -> types.DoNotContactOutput:
        """Mark an address, domain, phone number or profile as do not contact. Idempotent.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", "/api/v1/do-not-contact", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def create_export(
        self, body: types.NewExportInput | None = None, *, headers: dict[str, str] | None = None
    ) -> types.ExportOutput:
        """Have a file written in the background.

        `file_state` of the answer, of `GET /exports/{id}` and the event `export.finished` say when
        `GET /exports/{id}/file` has it. It is kept for some days.

        Scope: `export`. Role: qualifier or above.
        """
        answer = self._transport.request("POST", "/api/v1/exports", body=body, headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def create_import(
        self,
        files: dict[str, tuple[str, bytes, str]],
        fields: dict[str, Any] | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.ImportOutput:
        """Import a file. Columns are detected, or mapped as given in `mapping`.

        Scope: `admin`. Role: manager.

        Args:
            files: `{"file": (file_name, content, media_type)}`.
            fields: the other fields of the form: `kind` (required), `url`, `mapping`,
                `template`, `mode`, `match_by`, `duplicates`, `only_empty`, `list_name`, `tags`,
                `sheets`, `dry_run`.
            headers: further ones, such as `Idempotency-Key`.
        """
        answer = self._transport.request(
            "POST", "/api/v1/imports", files=files, body=fields, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def create_inbound_form(
        self, body: types.InboundFormInput, *, headers: dict[str, str] | None = None
    ) -> types.InboundForm:
        """Add a form with an address of its own.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", "/api/v1/inbound-forms", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def create_inbound_lead(
        self, body: types.InboundLeadInput, *, headers: dict[str, str] | None = None
    ) -> types.InboundLead:
        """Classify, score and route a lead. A person with this email is updated.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", "/api/v1/inbound-leads", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def create_inbound_rule(
        self, body: types.InboundRuleInput, *, headers: dict[str, str] | None = None
    ) -> types.InboundRule:
        """Add a rule behind the others.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", "/api/v1/inbound-rules", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def create_invitation(
        self, body: types.InvitationInput, *, headers: dict[str, str] | None = None
    ) -> types.InvitationOutput:
        """Invite an email address. The single-use link is sent by email and never shown.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request("POST", "/api/v1/invitations", body=body, headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def create_list(
        self, body: types.NewListInput, *, headers: dict[str, str] | None = None
    ) -> types.ListOutput:
        """Create an empty list of people or of companies.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request("POST", "/api/v1/lists", body=body, headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def create_merge(
        self, body: types.MergeInput, *, headers: dict[str, str] | None = None
    ) -> types.MergeOutput:
        """Merge any two people or companies.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request("POST", "/api/v1/merges", body=body, headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def create_reply(
        self,
        body: types.ReplyInput | None = None,
        content: bytes | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.ReplyOutput:
        """Add a reply and return its intent, category, score, action and evidence.

        Send JSON, or the raw email (`Content-Type: message/rfc822`, up to 50 MB, or 10 MB without
        attachments). A reply with a known Message-ID, sender and text returns the existing reply
        with 200; raw emails without a Message-ID are compared by their bytes. If classification
        fails, the reply is kept, and `state` is `pending` or `review`.

        Scope: `replies`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST",
            "/api/v1/replies",
            body=body,
            content=content,
            content_type="message/rfc822",
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def create_reply_upload(
        self,
        files: dict[str, tuple[str, bytes, str]],
        fields: dict[str, Any] | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.ReplyUploadOutput:
        """Import the emails of a file. Known messages are skipped.

        Scope: `replies`. Role: qualifier or above.

        Args:
            files: `{"file": (file_name, content, media_type)}`.
            fields: the other fields of the form: none.
            headers: further ones, such as `Idempotency-Key`.
        """
        answer = self._transport.request(
            "POST", "/api/v1/replies/uploads", files=files, body=fields, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def create_search(
        self, body: types.NewSearchInput, *, headers: dict[str, str] | None = None
    ) -> types.SavedSearchOutput:
        """Save a search. Everyone in the workspace can see it.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request("POST", "/api/v1/searches", body=body, headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def create_suggestion(
        self, body: types.NewSuggestionInput, *, headers: dict[str, str] | None = None
    ) -> types.SuggestionOutput:
        """Suggest what a title, company or reply should be. A reviewer decides.

        Scope: `write`. Role: viewer or above.
        """
        answer = self._transport.request(
            "POST", "/api/v1/suggestions/texts", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def create_suppression_list(
        self,
        files: dict[str, tuple[str, bytes, str]],
        fields: dict[str, Any] | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.SuppressionListOutput:
        """Import a suppression list.

        Scope: `admin`. Role: manager.

        Args:
            files: `{"file": (file_name, content, media_type)}`.
            fields: the other fields of the form: `name` (required), `origin`, `kind`, `column`.
            headers: further ones, such as `Idempotency-Key`.
        """
        answer = self._transport.request(
            "POST", "/api/v1/suppression-lists", files=files, body=fields, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def create_taxonomy_draft(
        self, body: types.NewDraftInput, *, headers: dict[str, str] | None = None
    ) -> types.TaxonomyDraftDocument:
        """Create a draft from the live taxonomy, or from a document. Staff only.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request(
            "POST", "/api/v1/taxonomy/drafts", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def create_webhook(
        self, body: types.WebhookInput, *, headers: dict[str, str] | None = None
    ) -> types.WebhookSecretOutput:
        """Create a webhook. Its secret is returned this once.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request("POST", "/api/v1/webhooks", body=body, headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def create_workspace_export(
        self, *, headers: dict[str, str] | None = None
    ) -> types.WorkspaceExportOutput:
        """Export everything the workspace holds, in the background.

        `file_state` of the answer and of `GET /workspace/exports/{id}` say when
        `GET /workspace/exports/{id}/file` has the file. It is kept until `expires_at`.
        Returns 409 while another export of the workspace is running.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request("POST", "/api/v1/workspace/exports", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def decide_disagreement(
        self, campaign_id: int, body: types.DecisionInput, *, headers: dict[str, str] | None = None
    ) -> types.VerdictOutput:
        """Decide a disagreement. Deleting the verdict reopens it.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/campaigns/{campaign_id}/disagreements", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def delete_companies(
        self, body: types.BulkDeletionInput, *, headers: dict[str, str] | None = None
    ) -> types.BulkDeletionOutput:
        """Delete up to 500 companies in one step. Those with contacts are kept.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", "/api/v1/companies/delete", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def delete_company(
        self, company_id: int, *, headers: dict[str, str] | None = None
    ) -> types.DeletionOutput:
        """Delete a company. Its contacts are kept. `POST /deletions/{id}/restore` restores it.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "DELETE", f"/api/v1/companies/{company_id}", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def delete_contact(
        self, contact_id: int, *, headers: dict[str, str] | None = None
    ) -> types.DeletionOutput:
        """Delete a contact. `POST /deletions/{id}/restore` restores it within 30 days.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "DELETE", f"/api/v1/contacts/{contact_id}", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def delete_contacts(
        self, body: types.BulkDeletionInput, *, headers: dict[str, str] | None = None
    ) -> types.BulkDeletionOutput:
        """Delete up to 500 contacts in one step.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", "/api/v1/contacts/delete", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def delete_custom_field(self, field_id: int, *, headers: dict[str, str] | None = None) -> None:
        """Delete a field. Its values are kept, and it can be restored in the settings.

        Scope: `admin`. Role: manager.
        """
        self._transport.request("DELETE", f"/api/v1/custom-fields/{field_id}", headers=headers)

    def delete_inbound_rule(self, rule_id: int, *, headers: dict[str, str] | None = None) -> None:
        """Delete a rule. The log keeps its name.

        Scope: `admin`. Role: manager.
        """
        self._transport.request("DELETE", f"/api/v1/inbound-rules/{rule_id}", headers=headers)

    def delete_list(self, list_id: int, *, headers: dict[str, str] | None = None) -> None:
        """Delete a list. The people or companies in it are kept.

        Scope: `write`. Role: qualifier or above.
        """
        self._transport.request("DELETE", f"/api/v1/lists/{list_id}", headers=headers)

    def delete_note(self, note_id: int, *, headers: dict[str, str] | None = None) -> None:
        """Delete a note of your own.

        Scope: `write`. Role: qualifier or above.
        """
        self._transport.request("DELETE", f"/api/v1/notes/{note_id}", headers=headers)

    def delete_replies(
        self, body: types.DeleteRepliesInput, *, headers: dict[str, str] | None = None
    ) -> types.DeletedRepliesOutput:
        """Delete up to 500 replies in one step.

        Scope: `replies`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", "/api/v1/replies/delete", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def delete_reply(
        self, reply_id: int, *, headers: dict[str, str] | None = None
    ) -> types.DeletionOutput:
        """Delete a reply. `POST /deletions/{id}/restore` restores it within 30 days.

        Scope: `replies`. Role: qualifier or above.
        """
        answer = self._transport.request("DELETE", f"/api/v1/replies/{reply_id}", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def delete_search(self, search_id: int, *, headers: dict[str, str] | None = None) -> None:
        """Delete a saved search. What it found is kept.

        Scope: `write`. Role: qualifier or above.
        """
        self._transport.request("DELETE", f"/api/v1/searches/{search_id}", headers=headers)

    def delete_webhook(self, webhook_id: int, *, headers: dict[str, str] | None = None) -> None:
        """Delete a webhook with its delivery log.

        Scope: `admin`. Role: manager.
        """
        self._transport.request("DELETE", f"/api/v1/webhooks/{webhook_id}", headers=headers)

    def delete_workspace(
        self, body: types.WorkspaceDeleteInput, *, headers: dict[str, str] | None = None
    ) -> None:
        """Delete the workspace. Members and API keys, this one too, lose access immediately.

        Export it first (`POST /workspace/exports`), or send `without_export`. A manager can
        restore it under Workspaces for 30 days, or as long as the installation says. After that,
        all data and files are permanently removed.

        Scope: `admin`. Role: manager.
        """
        self._transport.request("POST", "/api/v1/workspace/delete", body=body, headers=headers)

    def discard_import(self, batch_id: int, *, headers: dict[str, str] | None = None) -> None:
        """Discard a file after its dry run. Returns 409 if rows may have been imported.

        Scope: `admin`. Role: manager.
        """
        self._transport.request("DELETE", f"/api/v1/imports/{batch_id}", headers=headers)

    def discard_taxonomy_draft(
        self, draft_id: int, *, headers: dict[str, str] | None = None
    ) -> None:
        """Discard a draft; it can be reopened. Idempotent. Staff only.

        Scope: `installation`. Role: staff.
        """
        self._transport.request("DELETE", f"/api/v1/taxonomy/drafts/{draft_id}", headers=headers)

    def dismiss_duplicate(self, pair_id: int, *, headers: dict[str, str] | None = None) -> None:
        """Mark a pair as not a duplicate.

        Scope: `write`. Role: qualifier or above.
        """
        self._transport.request("PUT", f"/api/v1/duplicates/{pair_id}/dismissal", headers=headers)

    def dismiss_fact_report(self, report_id: int, *, headers: dict[str, str] | None = None) -> None:
        """Dismiss a report; the record stays as it is.

        Scope: `admin`. Role: manager.
        """
        self._transport.request("DELETE", f"/api/v1/fact-reports/{report_id}", headers=headers)

    def dismiss_reply(
        self, reply_id: int, *, headers: dict[str, str] | None = None
    ) -> types.ReplyOutput:
        """Dismiss the proposed action of a reply.

        Scope: `replies`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/replies/{reply_id}/dismiss", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def erase_person(
        self, body: types.IdentifiersInput | None = None, *, headers: dict[str, str] | None = None
    ) -> types.ErasureOutput:
        """Erase a person from all tables and files. This cannot be undone. Idempotent.

        Rows about the person are deleted immediately; a job redacts other texts and files.
        From now on, imports, this API and replies do not store the person.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", "/api/v1/persons/erase", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def evaluate_model(
        self, version_id: int, *, headers: dict[str, str] | None = None
    ) -> types.EvaluationOutput:
        """Evaluate a candidate against the live model. Staff only.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/models/{version_id}/evaluate", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def exclude_verdicts(
        self,
        campaign_id: int,
        body: types.ExcludedVerdictInput,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.ExcludedVerdictOutput:
        """Exclude the verdicts on a company from the ranking.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/campaigns/{campaign_id}/excluded-verdicts", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def explain_title(
        self, body: types.ExplainTitleInput, *, headers: dict[str, str] | None = None
    ) -> types.TitleExplanationOutput:
        """Explain in sentences why a title has its functions and its level.

        Corrections of the workspace apply. Nothing is stored.

        Scope: `classify`. Role: viewer or above.
        """
        answer = self._transport.request(
            "POST", "/api/v1/titles/explain", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def export_companies(
        self,
        *,
        business_model: list[Literal["b2b", "b2c", "both", "public", "unknown"]] | None = None,
        city: list[str] | None = None,
        column: list[str] | None = None,
        company: list[str] | None = None,
        country: list[str] | None = None,
        custom: list[str] | None = None,
        exclude: list[str] | None = None,
        format: Literal["csv", "hubspot", "jsonl", "parquet", "salesforce", "xlsx"] | None = None,
        founded: list[
            Literal[
                "1950-1989",
                "1990-1999",
                "2000-2009",
                "2010-2014",
                "2015-2019",
                "before-1950",
                "since-2020",
            ]
        ]
        | None = None,
        funding: list[
            Literal["100m-500m", "10m-50m", "1m-10m", "50m-100m", "over-500m", "under-1m"]
        ]
        | None = None,
        has_department: list[str] | None = None,
        has_function: list[str] | None = None,
        has_level: list[str] | None = None,
        import_: list[str] | None = None,
        industry: list[str] | None = None,
        list: list[str] | None = None,
        owner: list[str] | None = None,
        q: str | None = None,
        region: list[
            Literal[
                "APAC",
                "Africa",
                "Australia and New Zealand",
                "Baltics",
                "Benelux",
                "Central and Eastern Europe",
                "DACH",
                "EMEA",
                "Europe",
                "European Union",
                "GCC",
                "LATAM",
                "Middle East",
                "Nordics",
                "North America",
                "South Asia",
                "Southeast Asia",
                "Southern Europe",
                "UK and Ireland",
            ]
        ]
        | None = None,
        sector: list[
            Literal[
                "Agriculture",
                "Automotive and Aerospace",
                "Business Services",
                "Chemicals and Materials",
                "Construction",
                "Consumer Goods",
                "Education",
                "Energy and Utilities",
                "Financial Services",
                "Food and Beverage",
                "Government and Public Sector",
                "Health Care",
                "Holding and Other",
                "Hospitality and Travel",
                "Life Sciences",
                "Manufacturing",
                "Media and Entertainment",
                "Nonprofit",
                "Professional Services",
                "Real Estate",
                "Retail",
                "Technology",
                "Telecommunications",
                "Transportation and Logistics",
                "Wholesale",
            ]
        ]
        | None = None,
        size: list[str] | None = None,
        sort: Literal["activity", "name", "people", "relevance"] | None = None,
        status: list[
            Literal["contacted", "lost", "new", "qualified", "replied", "unqualified", "won"]
        ]
        | None = None,
        tag: list[str] | None = None,
        technology: list[str] | None = None,
        verdict: list[Literal["disliked", "liked", "none"]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> bytes:
        """Export the companies of a search as a file.

        Scope: `export`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/companies/export",
            query={
                "business_model": business_model,
                "city": city,
                "column": column,
                "company": company,
                "country": country,
                "custom": custom,
                "exclude": exclude,
                "format": format,
                "founded": founded,
                "funding": funding,
                "has_department": has_department,
                "has_function": has_function,
                "has_level": has_level,
                "import": import_,
                "industry": industry,
                "list": list,
                "owner": owner,
                "q": q,
                "region": region,
                "sector": sector,
                "size": size,
                "sort": sort,
                "status": status,
                "tag": tag,
                "technology": technology,
                "verdict": verdict,
            },
            headers=headers,
        )
        return answer.content

    def export_contacts(
        self,
        *,
        business_model: list[Literal["b2b", "b2c", "both", "public", "unknown"]] | None = None,
        campaign: list[str] | None = None,
        city: list[str] | None = None,
        column: list[str] | None = None,
        company: list[str] | None = None,
        company_industry: list[str] | None = None,
        confidence: str | None = None,
        contact: list[str] | None = None,
        country: list[str] | None = None,
        custom: list[str] | None = None,
        department: list[str] | None = None,
        do_not_contact: list[Literal["no", "yes"]] | None = None,
        exclude: list[str] | None = None,
        format: Literal["csv", "hubspot", "jsonl", "parquet", "salesforce", "xlsx"] | None = None,
        function: list[str] | None = None,
        import_: list[str] | None = None,
        include_do_not_contact: bool | None = None,
        industry: list[str] | None = None,
        lead_tier: list[Literal["A", "B", "C"]] | None = None,
        level: list[str] | None = None,
        list: list[str] | None = None,
        owner: list[str] | None = None,
        q: str | None = None,
        since: str | None = None,
        size: list[str] | None = None,
        sort: Literal[
            "activity", "company", "functions", "lead_score", "level", "name", "relevance"
        ]
        | None = None,
        status: list[
            Literal["contacted", "lost", "new", "qualified", "replied", "unqualified", "won"]
        ]
        | None = None,
        tag: list[str] | None = None,
        technology: list[str] | None = None,
        unclassified: list[Literal["1"]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> bytes:
        """Export the contacts of a search as a file.

        Scope: `export`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/contacts/export",
            query={
                "business_model": business_model,
                "campaign": campaign,
                "city": city,
                "column": column,
                "company": company,
                "company_industry": company_industry,
                "confidence": confidence,
                "contact": contact,
                "country": country,
                "custom": custom,
                "department": department,
                "do_not_contact": do_not_contact,
                "exclude": exclude,
                "format": format,
                "function": function,
                "import": import_,
                "include_do_not_contact": include_do_not_contact,
                "industry": industry,
                "lead_tier": lead_tier,
                "level": level,
                "list": list,
                "owner": owner,
                "q": q,
                "since": since,
                "size": size,
                "sort": sort,
                "status": status,
                "tag": tag,
                "technology": technology,
                "unclassified": unclassified,
            },
            headers=headers,
        )
        return answer.content

    def export_list(
        self,
        list_id: int,
        *,
        column: list[str] | None = None,
        format: Literal["csv", "hubspot", "jsonl", "parquet", "salesforce", "xlsx"] | None = None,
        include_do_not_contact: bool | None = None,
        headers: dict[str, str] | None = None,
    ) -> bytes:
        """Export the people of a list as a file; `/companies/export?list=ID` exports companies.

        Scope: `export`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "GET",
            f"/api/v1/lists/{list_id}/export",
            query={
                "column": column,
                "format": format,
                "include_do_not_contact": include_do_not_contact,
            },
            headers=headers,
        )
        return answer.content

    def export_person(
        self, body: types.IdentifiersInput | None = None, *, headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """Export all data about a person, with purpose and date.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", "/api/v1/persons/export", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def export_rejected_rows(
        self, batch_id: int, *, headers: dict[str, str] | None = None
    ) -> bytes:
        """Download the rejected rows with reasons, to correct and import again.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "GET", f"/api/v1/imports/{batch_id}/rejected-rows", headers=headers
        )
        return answer.content

    def find_person(
        self, body: types.IdentifiersInput | None = None, *, headers: dict[str, str] | None = None
    ) -> types.PersonOutput:
        """Find all data about a person: counts and samples by table.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request("POST", "/api/v1/persons/find", body=body, headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def forget_import_mapping(
        self, batch_id: int, *, headers: dict[str, str] | None = None
    ) -> types.ImportOutput:
        """Forget the mapping remembered for files like this one, and detect the columns again.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/imports/{batch_id}/forget-mapping", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def get_agreement(
        self, campaign_id: int, *, headers: dict[str, str] | None = None
    ) -> types.AgreementOutput:
        """Return the agreement between reviewers.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET", f"/api/v1/campaigns/{campaign_id}/agreement", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def get_alert_thresholds(
        self, *, headers: dict[str, str] | None = None
    ) -> types.AlertThresholdsOutput:
        """Return the alert thresholds of all workspaces. Staff only.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request("GET", "/api/v1/alert-thresholds", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def get_api_key(
        self, key_id: int, *, headers: dict[str, str] | None = None
    ) -> types.ApiKeyOutput:
        """Return an API key.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request("GET", f"/api/v1/keys/{key_id}", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def get_bulk_correction(
        self, step_id: int, *, headers: dict[str, str] | None = None
    ) -> types.BulkCorrectionOutput:
        """Return a bulk correction, and how many of its titles are still unchanged.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET", f"/api/v1/titles/bulk-corrections/{step_id}", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def get_campaign(
        self, campaign_id: int, *, headers: dict[str, str] | None = None
    ) -> types.CampaignOutput:
        """Return a campaign and its progress.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request("GET", f"/api/v1/campaigns/{campaign_id}", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def get_company(
        self, company_id: int, *, headers: dict[str, str] | None = None
    ) -> types.Company:
        """Return a company with all fields.

        The ID of a merged company redirects to the one that it was merged into.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request("GET", f"/api/v1/companies/{company_id}", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def get_company_correction(
        self, correction_id: int, *, headers: dict[str, str] | None = None
    ) -> types.CompanyCorrectionOutput:
        """Return a business model correction.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET", f"/api/v1/companies/corrections/{correction_id}", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def get_confusion_costs(
        self, *, headers: dict[str, str] | None = None
    ) -> types.ConfusionCostsOutput:
        """Return what confusions of business models cost, for all workspaces. Staff only.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request("GET", "/api/v1/confusion-costs", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def get_contact(
        self, contact_id: int, *, headers: dict[str, str] | None = None
    ) -> types.ContactOutput:
        """Return a contact with the labels of its title and the evidence.

        The ID of a merged contact redirects to the one that it was merged into.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request("GET", f"/api/v1/contacts/{contact_id}", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def get_contact_scores(
        self,
        contact_id: int,
        *,
        group: list[str] | None = None,
        period: Literal["all", "current", "past"] | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.PersonScoresOutput:
        """Return max, mean and sum of a contact's title scores by function and department.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            f"/api/v1/contacts/{contact_id}/scores",
            query={"group": group, "period": period},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def get_do_not_contact_entry(
        self, entry_id: int, *, headers: dict[str, str] | None = None
    ) -> types.DoNotContactOutput:
        """Return an entry, active or removed.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET", f"/api/v1/do-not-contact/{entry_id}", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def get_erasure(
        self, erasure_id: int, *, headers: dict[str, str] | None = None
    ) -> types.ErasureOutput:
        """Return the progress of an erasure.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "GET", f"/api/v1/persons/erasures/{erasure_id}", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def get_export(
        self, export_id: int, *, headers: dict[str, str] | None = None
    ) -> types.ExportOutput:
        """Return an export and how far its file is.

        Scope: `export`. Role: qualifier or above.
        """
        answer = self._transport.request("GET", f"/api/v1/exports/{export_id}", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def get_export_file(self, export_id: int, *, headers: dict[str, str] | None = None) -> bytes:
        """Return the file of an export that you started; managers get those of all members.

        Returns 409 while the file is being written, and 410 if it failed or has expired.

        Scope: `export`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "GET", f"/api/v1/exports/{export_id}/file", headers=headers
        )
        return answer.content

    def get_import(
        self, batch_id: int, *, headers: dict[str, str] | None = None
    ) -> types.ImportOutput:
        """Return an import and its progress.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request("GET", f"/api/v1/imports/{batch_id}", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def get_invitation(
        self, invitation_id: int, *, headers: dict[str, str] | None = None
    ) -> types.InvitationOutput:
        """Return a pending invitation.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "GET", f"/api/v1/invitations/{invitation_id}", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def get_lead_score(
        self, contact_id: int, *, headers: dict[str, str] | None = None
    ) -> types.LeadScore:
        """Return the lead score of a contact and the points of each factor.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET", f"/api/v1/contacts/{contact_id}/lead-score", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def get_lead_score_quality(
        self, *, headers: dict[str, str] | None = None
    ) -> types.LeadScoreQualityOutput:
        """Return how well each factor predicted likes and positive replies.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request("GET", "/api/v1/lead-score-rules/quality", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def get_lead_score_rules(
        self, *, headers: dict[str, str] | None = None
    ) -> types.LeadScoreRules:
        """Return the rules by which contacts are scored.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request("GET", "/api/v1/lead-score-rules", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def get_learned_function(
        self, learned_id: int, *, headers: dict[str, str] | None = None
    ) -> types.LearnedFunctionOutput:
        """Return a learned function and the number of titles it labels or would label.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET", f"/api/v1/titles/learned-functions/{learned_id}", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def get_list(self, list_id: int, *, headers: dict[str, str] | None = None) -> types.ListOutput:
        """Return a list with its size.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request("GET", f"/api/v1/lists/{list_id}", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def get_mailbox(
        self, mailbox_id: int, *, headers: dict[str, str] | None = None
    ) -> types.MailboxOutput:
        """Return a mailbox with its progress.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request("GET", f"/api/v1/mailboxes/{mailbox_id}", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def get_member(
        self, member_id: int, *, headers: dict[str, str] | None = None
    ) -> types.MemberOutput:
        """Return a member.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request("GET", f"/api/v1/members/{member_id}", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def get_model(
        self, version_id: int, *, headers: dict[str, str] | None = None
    ) -> types.ModelOutput:
        """Return a model version with its quality gates.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request("GET", f"/api/v1/models/{version_id}", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def get_next_card(
        self, campaign_id: int, *, headers: dict[str, str] | None = None
    ) -> types.CardOutput:
        """Return the next company to review, leased to you for one minute.

        Companies and the description of a campaign are analyzed in the background. While
        `empty_reason` is `not_embedded` or `description_unread`, ask again after a second.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "GET", f"/api/v1/campaigns/{campaign_id}/next", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def get_next_title(
        self,
        *,
        after: int | None = None,
        department: str | None = None,
        function: str | None = None,
        queue: Literal["conflicts", "second", "todo", "unapproved", "uncertain", "unclassified"]
        | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.NextTitleOutput:
        """Return the next title to label, leased to you for one minute.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/titles/next",
            query={"after": after, "department": department, "function": function, "queue": queue},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def get_order(
        self, campaign_id: int, *, headers: dict[str, str] | None = None
    ) -> types.CardOrder:
        """Return the card order, and the shares of double labeling and exploration.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET", f"/api/v1/campaigns/{campaign_id}/order", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def get_reasons(
        self, campaign_id: int, *, headers: dict[str, str] | None = None
    ) -> types.ReasonsOutput:
        """Return the reasons for likes and dislikes; verdicts name them by ID.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET", f"/api/v1/campaigns/{campaign_id}/reasons", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def get_replay(
        self, campaign_id: int, *, headers: dict[str, str] | None = None
    ) -> types.ReplayOutput:
        """Return the last comparison of strategies, and the progress of the running one.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET", f"/api/v1/campaigns/{campaign_id}/replay", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def get_reply(
        self, reply_id: int, *, headers: dict[str, str] | None = None
    ) -> types.ReplyOutput:
        """Return a reply with its intent and action.

        Scope: `replies`. Role: viewer or above.
        """
        answer = self._transport.request("GET", f"/api/v1/replies/{reply_id}", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def get_reply_settings(
        self, *, headers: dict[str, str] | None = None
    ) -> types.ReplySettingsBody:
        """Return what follows replies without a person.

        Scope: `replies`. Role: viewer or above.
        """
        answer = self._transport.request("GET", "/api/v1/reply-settings", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def get_search(
        self, search_id: int, *, headers: dict[str, str] | None = None
    ) -> types.SavedSearchOutput:
        """Return a saved search with the number of new people, without counting as a visit.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request("GET", f"/api/v1/searches/{search_id}", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def get_suppression_list(
        self, suppression_list_id: int, *, headers: dict[str, str] | None = None
    ) -> types.SuppressionListOutput:
        """Return a suppression list and its progress.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET", f"/api/v1/suppression-lists/{suppression_list_id}", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def get_system_status(
        self, *, headers: dict[str, str] | None = None
    ) -> types.SystemStatusOutput:
        """Return queues, processes and versions of the installation. Staff only.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request("GET", "/api/v1/system-status", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def get_task(self, task_id: int, *, headers: dict[str, str] | None = None) -> types.TaskOutput:
        """Return a task.

        Scope: `replies`. Role: viewer or above.
        """
        answer = self._transport.request("GET", f"/api/v1/tasks/{task_id}", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def get_taxonomy(self, *, headers: dict[str, str] | None = None) -> types.TaxonomyOutput:
        """Return the taxonomy: departments with functions, levels and industries.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request("GET", "/api/v1/taxonomy", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def get_taxonomy_draft(
        self, draft_id: int, *, headers: dict[str, str] | None = None
    ) -> types.TaxonomyDraftDocument:
        """Return a draft with its document and its changes. Staff only.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request(
            "GET", f"/api/v1/taxonomy/drafts/{draft_id}", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def get_taxonomy_preview(
        self, draft_id: int, *, headers: dict[str, str] | None = None
    ) -> types.DraftPreviewOutput:
        """Return what a draft would change, as far as it is computed. Staff only.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request(
            "GET", f"/api/v1/taxonomy/drafts/{draft_id}/preview", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def get_taxonomy_version(
        self, version_id: int, *, headers: dict[str, str] | None = None
    ) -> types.TaxonomyVersionDocumentOutput:
        """Return a taxonomy version with its departments and functions.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET", f"/api/v1/taxonomy/versions/{version_id}", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def get_title_agreement(
        self, *, headers: dict[str, str] | None = None
    ) -> types.TitleAgreementOutput:
        """Return the agreement between labelers on titles.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request("GET", "/api/v1/titles/agreement", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def get_title_correction(
        self, correction_id: int, *, headers: dict[str, str] | None = None
    ) -> types.TitleCorrectionOutput:
        """Return a correction and the number of propagated titles.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET", f"/api/v1/titles/corrections/{correction_id}", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def get_title_queues(self, *, headers: dict[str, str] | None = None) -> types.QueuesOutput:
        """Return when the queues were built, and the progress of the job.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request("GET", "/api/v1/titles/queues", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def get_webhook(
        self, webhook_id: int, *, headers: dict[str, str] | None = None
    ) -> types.WebhookOutput:
        """Return a webhook.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request("GET", f"/api/v1/webhooks/{webhook_id}", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def get_webhook_delivery(
        self, webhook_id: int, delivery_id: int, *, headers: dict[str, str] | None = None
    ) -> types.WebhookDeliveryOutput:
        """Return a delivery with its message and the last answer.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "GET", f"/api/v1/webhooks/{webhook_id}/deliveries/{delivery_id}", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def get_weights(
        self, campaign_id: int, *, headers: dict[str, str] | None = None
    ) -> types.WeightsOutput:
        """Return the active weights, and the weights learned from verdicts and reasons.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET", f"/api/v1/campaigns/{campaign_id}/weights", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def get_workspace(self, *, headers: dict[str, str] | None = None) -> types.WorkspaceOutput:
        """Return the workspace.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request("GET", "/api/v1/workspace", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def get_workspace_export(
        self, workspace_export_id: int, *, headers: dict[str, str] | None = None
    ) -> types.WorkspaceExportOutput:
        """Return an export of the whole workspace and how far its file is.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "GET", f"/api/v1/workspace/exports/{workspace_export_id}", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def get_workspace_export_file(
        self, workspace_export_id: int, *, headers: dict[str, str] | None = None
    ) -> bytes:
        """Return the ZIP of CSV files. The audit log says who downloaded it.

        Returns 409 while the file is being written, and 410 if it failed or has expired.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "GET", f"/api/v1/workspace/exports/{workspace_export_id}/file", headers=headers
        )
        return answer.content

    def get_workspace_usage(
        self, *, headers: dict[str, str] | None = None
    ) -> types.WorkspaceUsageOutput:
        """Return contacts, companies, jobs and requests a minute, with their limits.

        At the limit of contacts or companies, what would create one is refused with
        `workspace_full`; changes go on. At the limit of jobs, imports, exports and searches for
        duplicates are refused with `too_many_jobs`, above that of requests with `throttled`.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request("GET", "/api/v1/workspace/usage", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def include_verdicts(
        self, campaign_id: int, company_id: int, *, headers: dict[str, str] | None = None
    ) -> None:
        """Include the verdicts on a company again. Idempotent.

        Scope: `write`. Role: qualifier or above.
        """
        self._transport.request(
            "DELETE",
            f"/api/v1/campaigns/{campaign_id}/excluded-verdicts/{company_id}",
            headers=headers,
        )

    def lay_out_map(self, *, headers: dict[str, str] | None = None) -> types.MapLayoutOutput:
        """Recompute the map of companies; in the background where there are many.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request("POST", "/api/v1/company-map", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def lease_title(
        self, title_id: int, *, headers: dict[str, str] | None = None
    ) -> types.LeaseOutput:
        """Renew the lease of a title, or return who has it.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request("PUT", f"/api/v1/titles/{title_id}/lease", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def lease_title_group(
        self, group_id: int, *, headers: dict[str, str] | None = None
    ) -> types.LeaseOutput:
        """Renew the lease of a group, or return who has it.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "PUT", f"/api/v1/titles/groups/{group_id}/lease", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def lift_do_not_contact_entry(
        self, entry_id: int, *, headers: dict[str, str] | None = None
    ) -> None:
        """Remove an entry. Entries required by other sources stay. Idempotent.

        Only managers can remove entries of suppression lists, replies and erasure requests.

        Scope: `write`. Role: qualifier or above.
        """
        self._transport.request("DELETE", f"/api/v1/do-not-contact/{entry_id}", headers=headers)

    def lift_erasure(
        self, body: types.IdentifiersInput | None = None, *, headers: dict[str, str] | None = None
    ) -> None:
        """Let an erased person be stored again. Erased data is not restored.

        Scope: `admin`. Role: manager.
        """
        self._transport.request("POST", "/api/v1/persons/lift", body=body, headers=headers)

    def list_alerts(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        state: Literal["closed", "open"] | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.AlertPage:
        """List alerts, newest first.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/alerts",
            query={"cursor": cursor, "page_size": page_size, "state": state},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_api_keys(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.ApiKeyPage:
        """List API keys, newest first.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "GET", "/api/v1/keys", query={"cursor": cursor, "page_size": page_size}, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_audit_log(
        self,
        *,
        actor: str | None = None,
        address: str | None = None,
        cursor: str | None = None,
        kind: Literal[
            "duplicate",
            "account",
            "alert",
            "api_key",
            "audit_log",
            "backup",
            "campaign",
            "company",
            "contact",
            "contacts",
            "costs",
            "custom_field",
            "inbound_form",
            "routing_rule",
            "do_not_contact",
            "encoder",
            "failed_job",
            "import",
            "invitation",
            "lead_score",
            "learned_function",
            "list",
            "mailbox",
            "member",
            "model",
            "person",
            "privacy_request",
            "record",
            "records",
            "reply",
            "reply_settings",
            "reply_step",
            "search",
            "sign_in",
            "suggestion",
            "suppression_list",
            "task",
            "taxonomy",
            "title",
            "titles",
            "watching",
            "webhook",
            "workspace",
        ]
        | None = None,
        page_size: int | None = None,
        search: str | None = None,
        since: str | None = None,
        until: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.AuditEntryPage:
        """List audit log entries, newest first.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/audit-log",
            query={
                "actor": actor,
                "address": address,
                "cursor": cursor,
                "kind": kind,
                "page_size": page_size,
                "search": search,
                "since": since,
                "until": until,
            },
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_campaigns(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.CampaignPage:
        """List campaigns, including archived ones.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/campaigns",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_companies(
        self,
        *,
        business_model: list[Literal["b2b", "b2c", "both", "public", "unknown"]] | None = None,
        city: list[str] | None = None,
        company: list[str] | None = None,
        country: list[str] | None = None,
        cursor: str | None = None,
        custom: list[str] | None = None,
        exclude: list[str] | None = None,
        founded: list[
            Literal[
                "1950-1989",
                "1990-1999",
                "2000-2009",
                "2010-2014",
                "2015-2019",
                "before-1950",
                "since-2020",
            ]
        ]
        | None = None,
        funding: list[
            Literal["100m-500m", "10m-50m", "1m-10m", "50m-100m", "over-500m", "under-1m"]
        ]
        | None = None,
        has_department: list[str] | None = None,
        has_function: list[str] | None = None,
        has_level: list[str] | None = None,
        import_: list[str] | None = None,
        industry: list[str] | None = None,
        list: list[str] | None = None,
        owner: list[str] | None = None,
        page_size: int | None = None,
        q: str | None = None,
        region: list[
            Literal[
                "APAC",
                "Africa",
                "Australia and New Zealand",
                "Baltics",
                "Benelux",
                "Central and Eastern Europe",
                "DACH",
                "EMEA",
                "Europe",
                "European Union",
                "GCC",
                "LATAM",
                "Middle East",
                "Nordics",
                "North America",
                "South Asia",
                "Southeast Asia",
                "Southern Europe",
                "UK and Ireland",
            ]
        ]
        | None = None,
        sector: list[
            Literal[
                "Agriculture",
                "Automotive and Aerospace",
                "Business Services",
                "Chemicals and Materials",
                "Construction",
                "Consumer Goods",
                "Education",
                "Energy and Utilities",
                "Financial Services",
                "Food and Beverage",
                "Government and Public Sector",
                "Health Care",
                "Holding and Other",
                "Hospitality and Travel",
                "Life Sciences",
                "Manufacturing",
                "Media and Entertainment",
                "Nonprofit",
                "Professional Services",
                "Real Estate",
                "Retail",
                "Technology",
                "Telecommunications",
                "Transportation and Logistics",
                "Wholesale",
            ]
        ]
        | None = None,
        size: list[str] | None = None,
        sort: Literal["activity", "name", "people", "relevance"] | None = None,
        status: list[
            Literal["contacted", "lost", "new", "qualified", "replied", "unqualified", "won"]
        ]
        | None = None,
        tag: list[str] | None = None,
        technology: list[str] | None = None,
        updated_since: str | None = None,
        verdict: list[Literal["disliked", "liked", "none"]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.CompanyPageOutput:
        """Search companies.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/companies",
            query={
                "business_model": business_model,
                "city": city,
                "company": company,
                "country": country,
                "cursor": cursor,
                "custom": custom,
                "exclude": exclude,
                "founded": founded,
                "funding": funding,
                "has_department": has_department,
                "has_function": has_function,
                "has_level": has_level,
                "import": import_,
                "industry": industry,
                "list": list,
                "owner": owner,
                "page_size": page_size,
                "q": q,
                "region": region,
                "sector": sector,
                "size": size,
                "sort": sort,
                "status": status,
                "tag": tag,
                "technology": technology,
                "updated_since": updated_since,
                "verdict": verdict,
            },
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_company_corrections(
        self,
        company_id: int,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.CompanyCorrectionPage:
        """List business model corrections of a company, oldest first, including undone ones.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            f"/api/v1/companies/{company_id}/corrections",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_company_entries(
        self,
        list_id: int,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.CompanyEntryPage:
        """List the companies of a list, in the order they were added.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            f"/api/v1/lists/{list_id}/companies",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_company_events(
        self,
        company_id: int,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.EventPage:
        """Return what happened to a company, newest first.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            f"/api/v1/companies/{company_id}/timeline",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_contact_events(
        self,
        contact_id: int,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.EventPage:
        """Return what happened to a person, newest first.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            f"/api/v1/contacts/{contact_id}/timeline",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_contacts(
        self,
        *,
        business_model: list[Literal["b2b", "b2c", "both", "public", "unknown"]] | None = None,
        campaign: list[str] | None = None,
        city: list[str] | None = None,
        company: list[str] | None = None,
        company_industry: list[str] | None = None,
        confidence: str | None = None,
        contact: list[str] | None = None,
        country: list[str] | None = None,
        cursor: str | None = None,
        custom: list[str] | None = None,
        department: list[str] | None = None,
        do_not_contact: list[Literal["no", "yes"]] | None = None,
        exclude: list[str] | None = None,
        function: list[str] | None = None,
        import_: list[str] | None = None,
        industry: list[str] | None = None,
        lead_tier: list[Literal["A", "B", "C"]] | None = None,
        level: list[str] | None = None,
        list: list[str] | None = None,
        owner: list[str] | None = None,
        page_size: int | None = None,
        q: str | None = None,
        since: str | None = None,
        size: list[str] | None = None,
        sort: Literal[
            "activity", "company", "functions", "lead_score", "level", "name", "relevance"
        ]
        | None = None,
        status: list[
            Literal["contacted", "lost", "new", "qualified", "replied", "unqualified", "won"]
        ]
        | None = None,
        tag: list[str] | None = None,
        technology: list[str] | None = None,
        unclassified: list[Literal["1"]] | None = None,
        updated_since: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.ContactPageOutput:
        """Search contacts. Values of one parameter are combined with OR, parameters with AND.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/contacts",
            query={
                "business_model": business_model,
                "campaign": campaign,
                "city": city,
                "company": company,
                "company_industry": company_industry,
                "confidence": confidence,
                "contact": contact,
                "country": country,
                "cursor": cursor,
                "custom": custom,
                "department": department,
                "do_not_contact": do_not_contact,
                "exclude": exclude,
                "function": function,
                "import": import_,
                "industry": industry,
                "lead_tier": lead_tier,
                "level": level,
                "list": list,
                "owner": owner,
                "page_size": page_size,
                "q": q,
                "since": since,
                "size": size,
                "sort": sort,
                "status": status,
                "tag": tag,
                "technology": technology,
                "unclassified": unclassified,
                "updated_since": updated_since,
            },
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_custom_fields(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.CustomFieldPage:
        """Return the fields of people, then those of companies.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/custom-fields",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_deletions(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        since: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.DeletionPage:
        """List deleted contacts, companies and replies that can still be restored.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/deletions",
            query={"cursor": cursor, "page_size": page_size, "since": since},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_disagreements(
        self,
        campaign_id: int,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.DisagreementPage:
        """List disagreements, open ones first, up to 200.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            f"/api/v1/campaigns/{campaign_id}/disagreements",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_do_not_contact_entries(
        self,
        *,
        cursor: str | None = None,
        kind: Literal["email", "domain", "phone", "linkedin", ""] | None = None,
        lifted: bool | None = None,
        page_size: int | None = None,
        search: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.DoNotContactPage:
        """List active entries.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/do-not-contact",
            query={
                "cursor": cursor,
                "kind": kind,
                "lifted": lifted,
                "page_size": page_size,
                "search": search,
            },
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_duplicate_runs(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.RunPage:
        """List jobs, newest first.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/duplicates/runs",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_duplicates(
        self,
        *,
        cursor: str | None = None,
        kind: Literal["company", "contact"] | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.DuplicatePairPage:
        """List possible duplicates that are not decided yet, most likely first.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/duplicates",
            query={"cursor": cursor, "kind": kind, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_entries(
        self,
        list_id: int,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.ListEntryPage:
        """List the people of a list, in the order they were added.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            f"/api/v1/lists/{list_id}/entries",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_excluded_verdicts(
        self,
        campaign_id: int,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.ExcludedVerdictPage:
        """List excluded verdicts.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            f"/api/v1/campaigns/{campaign_id}/excluded-verdicts",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_exports(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.ExportPage:
        """List past exports.

        Scope: `export`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/exports",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_fact_reports(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.FactReportPage:
        """List values that are reported and not yet applied or dismissed.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/fact-reports",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_failed_jobs(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.FailedJobPage:
        """List failed jobs, the last one first. Staff only.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/failed-jobs",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_grouped_titles(
        self,
        group_id: int,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.TitlePage:
        """List the unclassified titles of a group.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            f"/api/v1/titles/groups/{group_id}/titles",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_import_cells(
        self,
        batch_id: int,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.ImportCellPage:
        """List skipped cells of imported rows, in file order.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            f"/api/v1/imports/{batch_id}/cells",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_import_rows(
        self,
        batch_id: int,
        *,
        cursor: str | None = None,
        outcome: Literal["created", "rejected", "skipped", "unchanged", "updated"] | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.ImportRowPage:
        """List rows with their outcome, in file order.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            f"/api/v1/imports/{batch_id}/rows",
            query={"cursor": cursor, "outcome": outcome, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_imports(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.ImportPage:
        """List imports, oldest first.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/imports",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_inbound_forms(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.InboundFormPage:
        """Return all forms, the oldest first.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/inbound-forms",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_inbound_leads(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.InboundLeadPage:
        """Return the log of inbound leads, the newest first.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/inbound-leads",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_inbound_rules(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.InboundRulePage:
        """Return the rules in the order in which they are asked.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/inbound-rules",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_invitations(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.InvitationPage:
        """List pending invitations, newest first.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/invitations",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_label_conflicts(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.LabelConflictPage:
        """List label conflicts without a later correction.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/titles/conflicts",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_learned_function_titles(
        self,
        learned_id: int,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.TitlePage:
        """List the titles it labels, or would label if activated.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            f"/api/v1/titles/learned-functions/{learned_id}/titles",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_learned_functions(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.LearnedFunctionPage:
        """List learned functions with their metrics.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/titles/learned-functions",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_lists(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.ListPage:
        """List lists.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/lists",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_mailboxes(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.MailboxPage:
        """List mailboxes, oldest first.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/mailboxes",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_members(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.MemberPage:
        """List members, in the order they joined.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/members",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_merges(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        since: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.MergePage:
        """List merges that were not undone.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/merges",
            query={"cursor": cursor, "page_size": page_size, "since": since},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_models(
        self,
        *,
        cursor: str | None = None,
        kind: Literal["companies", "encoder", "replies", "titles"] | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.ModelPage:
        """List model versions by kind, newest first, with their latest evaluation.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/models",
            query={"cursor": cursor, "kind": kind, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_privacy_requests(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.PrivacyRequestPage:
        """List privacy requests that arrived as replies.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/privacy-requests",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_propagated_titles(
        self,
        correction_id: int,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.TitlePage:
        """List the titles with labels propagated from a correction.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            f"/api/v1/titles/corrections/{correction_id}/propagated-titles",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_recommendations(
        self,
        campaign_id: int,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.RecommendationsOutput:
        """Rank every company without a like or dislike, best first.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            f"/api/v1/campaigns/{campaign_id}/recommendations",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_rejected_lines(
        self,
        suppression_list_id: int,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.SuppressionLinePage:
        """List rejected lines with reasons, in file order.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            f"/api/v1/suppression-lists/{suppression_list_id}/rejected-lines",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_replies(
        self,
        *,
        campaign: int | None = None,
        category: list[Literal["positive", "objection", "referral", "unsubscribe", "other"]]
        | None = None,
        contact: int | None = None,
        cursor: str | None = None,
        intent: list[
            Literal[
                "positive_willing_to_meet",
                "positive_need_information",
                "positive_misc_reasons",
                "objection_already_has_solution",
                "objection_bad_timing",
                "objection_financial",
                "objection_no_reason",
                "objection_not_right_person",
                "objection_other_reasons",
                "referral_specific_contacts",
                "unsubscribe",
                "out_of_office",
                "empty_body",
                "other_intents",
            ]
        ]
        | None = None,
        page_size: int | None = None,
        show: Literal["waiting", "unsure", "snoozed"] | None = None,
        since: str | None = None,
        state: Literal["pending", "taken", "proposed", "review", "none", "undone", "dismissed"]
        | None = None,
        text: str | None = None,
        until: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.ReplyPage:
        """List replies, newest first.

        Scope: `replies`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/replies",
            query={
                "campaign": campaign,
                "category": category,
                "contact": contact,
                "cursor": cursor,
                "intent": intent,
                "page_size": page_size,
                "show": show,
                "since": since,
                "state": state,
                "text": text,
                "until": until,
            },
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_reply_uploads(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.ReplyUploadPage:
        """List uploads of emails, newest first.

        Scope: `replies`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/replies/uploads",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_search_matches(
        self,
        search_id: int,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.SearchMatchPage:
        """List what a watched search matched for the first time, newest first.

        New matches are looked for every 5 minutes and listed from then on. Unlike `n_new` of the
        search, they include companies and records that were changed so that they match, and do not
        depend on who opened the search.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            f"/api/v1/searches/{search_id}/matches",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_searches(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        records: Literal["companies", "people"] | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.SavedSearchPage:
        """List saved searches for people and companies, with the number of new people.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/searches",
            query={"cursor": cursor, "page_size": page_size, "records": records},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_seeds(
        self,
        campaign_id: int,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.SeedPage:
        """List examples and customers, including unknown domains.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            f"/api/v1/campaigns/{campaign_id}/seeds",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_similar_titles(
        self,
        title_id: int,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.SimilarTitlePage:
        """List up to 100 unconfirmed titles similar to this one, most similar first.

        `POST /titles/bulk-corrections` labels several of them as one step.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            f"/api/v1/titles/{title_id}/similar",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_suggestions(
        self,
        *,
        cursor: str | None = None,
        kind: Literal["company", "reply", "title"] | None = None,
        open: bool | None = None,
        page_size: int | None = None,
        state: Literal["accepted", "returned", "suggested", "withdrawn"] | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.SuggestionPage:
        """List suggestions, newest first.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/suggestions",
            query={
                "cursor": cursor,
                "kind": kind,
                "open": open,
                "page_size": page_size,
                "state": state,
            },
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_suppression_lists(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.SuppressionListPage:
        """List suppression lists.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/suppression-lists",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_tasks(
        self,
        *,
        cursor: str | None = None,
        is_done: bool | None = None,
        owner: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.TaskPage:
        """List tasks, those due first at the top. Default: all that are open.

        Scope: `replies`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/tasks",
            query={"cursor": cursor, "is_done": is_done, "owner": owner, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_taxonomy_drafts(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.TaxonomyDraftPage:
        """List drafts, newest first, including published and discarded ones. Staff only.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/taxonomy/drafts",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_taxonomy_versions(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.TaxonomyVersionPage:
        """List taxonomy versions, newest first.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/taxonomy/versions",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_thread_replies(
        self,
        reply_id: int,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.ReplyPage:
        """List up to 200 replies of a thread, oldest first.

        Scope: `replies`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            f"/api/v1/replies/{reply_id}/thread",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_title_corrections(
        self,
        title_id: int,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.TitleCorrectionPage:
        """List corrections of a title, newest first.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            f"/api/v1/titles/{title_id}/corrections",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_title_groups(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.TitleGroupPage:
        """List groups of unclassified titles, most contacts first.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/titles/groups",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_titles(
        self,
        *,
        cursor: str | None = None,
        department: str | None = None,
        function: str | None = None,
        normalized: str | None = None,
        page_size: int | None = None,
        queue: Literal[
            "confident",
            "conflicts",
            "corrected",
            "dictionary",
            "done",
            "propagated",
            "todo",
            "unapproved",
            "uncertain",
            "unclassified",
        ]
        | None = None,
        title: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.TitlePage:
        """List titles with their labels.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/titles",
            query={
                "cursor": cursor,
                "department": department,
                "function": function,
                "normalized": normalized,
                "page_size": page_size,
                "queue": queue,
                "title": title,
            },
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_uploaded_emails(
        self,
        upload_id: int,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.UploadedEmailPage:
        """List the messages of an upload with what became of each.

        Scope: `replies`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            f"/api/v1/replies/uploads/{upload_id}/emails",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_verdicts(
        self,
        campaign_id: int,
        *,
        company: int | None = None,
        current: bool | None = None,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.VerdictPage:
        """List verdicts, the latest first, including undone ones.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            f"/api/v1/campaigns/{campaign_id}/verdicts",
            query={
                "company": company,
                "current": current,
                "cursor": cursor,
                "page_size": page_size,
            },
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_webhook_deliveries(
        self,
        webhook_id: int,
        *,
        cursor: str | None = None,
        event_type: Literal[
            "webhook.test",
            "contact.created",
            "contact.updated",
            "contact.deleted",
            "contact.do_not_contact",
            "company.created",
            "company.updated",
            "company.deleted",
            "title.labeled",
            "title.corrected",
            "verdict.given",
            "recommendation.new",
            "saved_search.matched",
            "reply.classified",
            "import.finished",
            "export.finished",
            "model.promoted",
            "alert.opened",
        ]
        | None = None,
        page_size: int | None = None,
        since: str | None = None,
        state: Literal["waiting", "sent", "failed"] | None = None,
        until: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.WebhookDeliveryPage:
        """List deliveries of a webhook, newest first, each with its message and the last answer.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "GET",
            f"/api/v1/webhooks/{webhook_id}/deliveries",
            query={
                "cursor": cursor,
                "event_type": event_type,
                "page_size": page_size,
                "since": since,
                "state": state,
                "until": until,
            },
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_webhook_event_types(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.EventTypePage:
        """List the event types that a webhook can subscribe to.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/webhooks/event-types",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_webhooks(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.WebhookPage:
        """List webhooks, oldest first.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/webhooks",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_weekly_intents(
        self,
        *,
        campaign: int | None = None,
        cursor: str | None = None,
        page_size: int | None = None,
        weeks: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.IntentWeeksPage:
        """Count replies by intent and week, of all or of one campaign, with intervals.

        Scope: `replies`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/replies/intents",
            query={"campaign": campaign, "cursor": cursor, "page_size": page_size, "weeks": weeks},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def list_workspace_exports(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.WorkspaceExportPage:
        """List exports of the whole workspace, newest first.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/workspace/exports",
            query={"cursor": cursor, "page_size": page_size},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def look_up_company(
        self,
        *,
        domain: str | None = None,
        external_id: str | None = None,
        linkedin_url: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.Company:
        """Return the company with this external ID, domain or LinkedIn URL.

        A key of a merged company finds the one that it was merged into.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/companies/lookup",
            query={"domain": domain, "external_id": external_id, "linkedin_url": linkedin_url},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def look_up_company_predictions(
        self,
        *,
        at: str | None = None,
        company: str | None = None,
        model: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.CompanyRecordsOutput:
        """Look up current and former business model predictions, corrections and suggestions.

        Former predictions are kept as configured.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/companies/predictions",
            query={"at": at, "company": company, "model": model},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def look_up_contact(
        self,
        *,
        email: str | None = None,
        external_id: str | None = None,
        linkedin_url: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.ContactOutput:
        """Return the contact with this external ID, email or LinkedIn URL.

        A key of a merged contact finds the one that it was merged into.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/contacts/lookup",
            query={"email": email, "external_id": external_id, "linkedin_url": linkedin_url},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def look_up_reply_predictions(
        self,
        *,
        at: str | None = None,
        model: str | None = None,
        text: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.ReplyRecordsOutput:
        """Look up current and former predictions, corrections and suggestions for replies.

        Scope: `replies`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/replies/predictions",
            query={"at": at, "model": model, "text": text},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def look_up_title_predictions(
        self,
        *,
        at: str | None = None,
        model: str | None = None,
        title: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> types.TitleRecordOutput:
        """Look up current and former predictions, corrections and suggestions for a title.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "GET",
            "/api/v1/titles/predictions",
            query={"at": at, "model": model, "title": title},
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def mark_do_not_contact(
        self, body: types.DoNotContactStepInput, *, headers: dict[str, str] | None = None
    ) -> types.DoNotContactStepOutput:
        """Mark many contacts Do not contact in one step.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", "/api/v1/contacts/do-not-contact", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def merge_duplicate(
        self,
        pair_id: int,
        body: types.PairMergeInput | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.MergeOutput:
        """Merge the two records of a pair.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/duplicates/{pair_id}/merge", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def pause_import(
        self, batch_id: int, *, headers: dict[str, str] | None = None
    ) -> types.ImportOutput:
        """Pause an import after the rows being written.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/imports/{batch_id}/pause", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def pause_mailbox(
        self, mailbox_id: int, *, headers: dict[str, str] | None = None
    ) -> types.MailboxOutput:
        """Stop checking a mailbox until it is resumed.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/mailboxes/{mailbox_id}/pause", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def preview_bulk_correction(
        self, body: types.BulkCorrectionInput, *, headers: dict[str, str] | None = None
    ) -> types.BulkCorrectionPreviewOutput:
        """Preview what a bulk correction would change. Nothing is stored.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", "/api/v1/titles/bulk-corrections/preview", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def preview_campaign(
        self,
        body: types.CampaignPreviewInput | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.CampaignPreviewOutput:
        """Return the first companies that a campaign would ask about. Nothing is saved.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", "/api/v1/campaigns/preview", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def preview_lead_score_rules(
        self,
        body: types.LeadScoreRulesInput | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.LeadScorePreviewOutput:
        """Return how many contacts would change tier by other rules. Nothing is saved.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", "/api/v1/lead-score-rules/preview", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def preview_learned_functions(
        self,
        title_id: int,
        body: types.TitleCorrectionInput,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.FunctionPreviewListOutput:
        """Preview the functions that would be learned from a correction. Nothing is stored.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "POST",
            f"/api/v1/titles/{title_id}/corrections/preview/learned-functions",
            body=body,
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def preview_title_correction(
        self,
        title_id: int,
        body: types.TitleCorrectionInput,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.CorrectionPreviewOutput:
        """Preview which other titles a correction would change. Nothing is stored.

        Scope: `read`. Role: viewer or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/titles/{title_id}/corrections/preview", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def promote_model(
        self,
        version_id: int,
        body: types.PromoteInput | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.ModelOutput:
        """Promote a candidate, or roll back to a previous version. Staff only.

        A candidate that fails a quality gate returns 409 unless a reason is given.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/models/{version_id}/promote", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def propose_function_group(
        self, body: types.FunctionGroupInput, *, headers: dict[str, str] | None = None
    ) -> types.FunctionGroupOutput:
        """Propose the functions that example titles have in common.

        Scope: `classify`. Role: viewer or above.
        """
        answer = self._transport.request(
            "POST", "/api/v1/titles/function-groups", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def publish_taxonomy_draft(
        self, draft_id: int, body: types.ReasonInput, *, headers: dict[str, str] | None = None
    ) -> types.TaxonomyVersionOutput:
        """Make a draft the taxonomy of all workspaces. Stored titles are classified again.

        Refused with 409 if the taxonomy has changed since the draft was begun; rebase it then.
        Staff only.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/taxonomy/drafts/{draft_id}/publish", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def rebase_taxonomy_draft(
        self,
        draft_id: int,
        body: types.RebaseInput | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.TaxonomyDraftDocument:
        """Apply the changes of a draft to the live taxonomy of now. Staff only.

        Where both changed the same thing, 409 is returned unless the draft wins.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/taxonomy/drafts/{draft_id}/rebase", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def rebuild_title_queues(self, *, headers: dict[str, str] | None = None) -> types.QueuesOutput:
        """Rebuild the queues in the background.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request("POST", "/api/v1/titles/queues", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def record_second_label(
        self,
        title_id: int,
        body: types.TitleCorrectionInput,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.SecondLabelOutput:
        """Record a second label for a title. Its labels stay.

        If the two labels differ, a manager or a third person decides.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/titles/{title_id}/second-labels", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def record_verdict(
        self, campaign_id: int, body: types.VerdictInput, *, headers: dict[str, str] | None = None
    ) -> types.VerdictOutput:
        """Like, dislike or skip a company. The verdict counts from the next card.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/campaigns/{campaign_id}/verdicts", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def redo_change(
        self, request_id: str, *, headers: dict[str, str] | None = None
    ) -> types.UndoneOutput:
        """Make an undone step again, where nobody changed the records since.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/record-changes/{request_id}/redo", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def redo_title_correction(
        self, correction_id: int, *, headers: dict[str, str] | None = None
    ) -> types.TitleCorrectionOutput:
        """Record an undone correction again, if nobody corrected the title since.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/titles/corrections/{correction_id}/redo", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def release_title(self, title_id: int, *, headers: dict[str, str] | None = None) -> None:
        """Release the lease of a title.

        Scope: `write`. Role: qualifier or above.
        """
        self._transport.request("DELETE", f"/api/v1/titles/{title_id}/lease", headers=headers)

    def release_title_group(self, group_id: int, *, headers: dict[str, str] | None = None) -> None:
        """Release the lease of a group.

        Scope: `write`. Role: qualifier or above.
        """
        self._transport.request(
            "DELETE", f"/api/v1/titles/groups/{group_id}/lease", headers=headers
        )

    def remove_company_entry(
        self, list_id: int, company_id: int, *, headers: dict[str, str] | None = None
    ) -> None:
        """Remove a company from a list. Idempotent.

        Scope: `write`. Role: qualifier or above.
        """
        self._transport.request(
            "DELETE", f"/api/v1/lists/{list_id}/companies/{company_id}", headers=headers
        )

    def remove_customers(
        self, campaign_id: int, *, headers: dict[str, str] | None = None
    ) -> types.RemovedCompaniesOutput:
        """Remove all customers from the examples. The companies are kept. Idempotent.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "DELETE", f"/api/v1/campaigns/{campaign_id}/customers", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def remove_entry(
        self, list_id: int, contact_id: int, *, headers: dict[str, str] | None = None
    ) -> None:
        """Remove a person from a list. Idempotent.

        Scope: `write`. Role: qualifier or above.
        """
        self._transport.request(
            "DELETE", f"/api/v1/lists/{list_id}/entries/{contact_id}", headers=headers
        )

    def remove_mailbox(self, mailbox_id: int, *, headers: dict[str, str] | None = None) -> None:
        """Remove a mailbox and its secret. Its replies are kept.

        Scope: `admin`. Role: manager.
        """
        self._transport.request("DELETE", f"/api/v1/mailboxes/{mailbox_id}", headers=headers)

    def remove_member(self, member_id: int, *, headers: dict[str, str] | None = None) -> None:
        """Remove a member. The account and the person's work are kept.

        Scope: `admin`. Role: manager.
        """
        self._transport.request("DELETE", f"/api/v1/members/{member_id}", headers=headers)

    def remove_seed(
        self, campaign_id: int, seed_id: int, *, headers: dict[str, str] | None = None
    ) -> None:
        """Remove an example or customer. The company is kept. Idempotent.

        Scope: `write`. Role: qualifier or above.
        """
        self._transport.request(
            "DELETE", f"/api/v1/campaigns/{campaign_id}/seeds/{seed_id}", headers=headers
        )

    def renew_inbound_form(
        self, form_id: int, *, headers: dict[str, str] | None = None
    ) -> types.InboundForm:
        """Give a form a new address. The former one takes nothing any more.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/inbound-forms/{form_id}/renew", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def reopen_fact_report(
        self, report_id: int, *, headers: dict[str, str] | None = None
    ) -> types.FactReport:
        """Put an applied or dismissed report back on the list. Idempotent.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/fact-reports/{report_id}/reopen", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def reopen_taxonomy_draft(
        self, draft_id: int, *, headers: dict[str, str] | None = None
    ) -> types.TaxonomyDraftDocument:
        """Reopen a discarded draft. Idempotent. Staff only.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/taxonomy/drafts/{draft_id}/reopen", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def report_company_fact(
        self, company_id: int, body: types.FactReportInput, *, headers: dict[str, str] | None = None
    ) -> types.FactReport:
        """Report a wrong value of a company; a manager reviews it.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/companies/{company_id}/fact-reports", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def report_contact_fact(
        self, contact_id: int, body: types.FactReportInput, *, headers: dict[str, str] | None = None
    ) -> types.FactReport:
        """Report a wrong value of a person; a manager reviews it.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/contacts/{contact_id}/fact-reports", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def rerun_failed_job(
        self, failed_job_id: int, *, headers: dict[str, str] | None = None
    ) -> types.FailedJobOutput:
        """Run a failed job again; asked twice, it runs once. Staff only.

        It is no longer listed when it succeeds.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/failed-jobs/{failed_job_id}/rerun", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def resend_alert(
        self, alert_id: int, *, headers: dict[str, str] | None = None
    ) -> types.ResentAlertOutput:
        """Send messages about an alert again that were given up.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/alerts/{alert_id}/resend", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def resend_invitation(
        self, invitation_id: int, *, headers: dict[str, str] | None = None
    ) -> types.InvitationOutput:
        """Resend an invitation with a new link. The previous link stops working.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/invitations/{invitation_id}/resend", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def resend_webhook_delivery(
        self, webhook_id: int, delivery_id: int, *, headers: dict[str, str] | None = None
    ) -> types.WebhookDeliveryOutput:
        """Send a delivery again, with the same message ID.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST",
            f"/api/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/resend",
            headers=headers,
        )
        return answer.json()  # type: ignore[no-any-return]

    def resend_webhook_events(
        self, webhook_id: int, body: types.ResendInput, *, headers: dict[str, str] | None = None
    ) -> types.ResentOutput:
        """Send the events of a time span again: what failed or was missed, or all of them.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/webhooks/{webhook_id}/resend", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def reset_lead_score_rules(
        self, *, headers: dict[str, str] | None = None
    ) -> types.LeadScoreRules:
        """Reset the rules to the defaults. Scores are updated within minutes.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request("DELETE", "/api/v1/lead-score-rules", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def restore_custom_field(
        self, field_id: int, *, headers: dict[str, str] | None = None
    ) -> types.CustomField:
        """Restore a deleted field with its values.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/custom-fields/{field_id}/restore", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def restore_deletion(
        self, deletion_id: int, *, headers: dict[str, str] | None = None
    ) -> types.RestoredOutput:
        """Restore a deleted record with its ID and everything that belonged to it.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/deletions/{deletion_id}/restore", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def restore_deletions(
        self, request_id: str, *, headers: dict[str, str] | None = None
    ) -> types.BulkRestorationOutput:
        """Restore what was deleted in one step, with everything that belonged to it.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/deletions/bulk/{request_id}/restore", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def restore_do_not_contact_entry(
        self, entry_id: int, *, headers: dict[str, str] | None = None
    ) -> types.DoNotContactOutput:
        """Set a removed entry again, with its reason and source. Idempotent.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/do-not-contact/{entry_id}/restore", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def restore_duplicate(self, pair_id: int, *, headers: dict[str, str] | None = None) -> None:
        """Undo the dismissal of a pair.

        Scope: `write`. Role: qualifier or above.
        """
        self._transport.request(
            "DELETE", f"/api/v1/duplicates/{pair_id}/dismissal", headers=headers
        )

    def restore_list(
        self, list_id: int, *, headers: dict[str, str] | None = None
    ) -> types.ListOutput:
        """Restore a deleted list with its people or companies.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/lists/{list_id}/restore", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def restore_note(self, note_id: int, *, headers: dict[str, str] | None = None) -> types.Note:
        """Restore a deleted note of your own. Idempotent.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/notes/{note_id}/restore", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def restore_search(
        self, search_id: int, *, headers: dict[str, str] | None = None
    ) -> types.SavedSearchOutput:
        """Restore a deleted search.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/searches/{search_id}/restore", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def restore_taxonomy_version(
        self, version_id: int, body: types.ReasonInput, *, headers: dict[str, str] | None = None
    ) -> types.TaxonomyVersionOutput:
        """Publish a former version again. Staff only.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/taxonomy/versions/{version_id}/restore", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def resume_import(
        self, batch_id: int, *, headers: dict[str, str] | None = None
    ) -> types.ImportOutput:
        """Resume a paused import.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/imports/{batch_id}/resume", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def resume_mailbox(
        self, mailbox_id: int, *, headers: dict[str, str] | None = None
    ) -> types.MailboxOutput:
        """Check a mailbox again; it continues where it stopped.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/mailboxes/{mailbox_id}/resume", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def retire_model(self, version_id: int, *, headers: dict[str, str] | None = None) -> None:
        """Retire a candidate or a former version; it cannot go live again. Staff only.

        Scope: `installation`. Role: staff.
        """
        self._transport.request("POST", f"/api/v1/models/{version_id}/retire", headers=headers)

    def return_suggestion(
        self, suggestion_id: int, body: types.ReturnInput, *, headers: dict[str, str] | None = None
    ) -> types.SuggestionOutput:
        """Return a suggestion to its authors with a note.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/suggestions/{suggestion_id}/return", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def return_title_correction(
        self, correction_id: int, body: types.ReturnInput, *, headers: dict[str, str] | None = None
    ) -> types.SuggestionOutput:
        """Undo a correction and return it to its author with a note.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/titles/corrections/{correction_id}/return", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def revert_taxonomy_change(
        self, draft_id: int, body: types.RevertInput, *, headers: dict[str, str] | None = None
    ) -> types.TaxonomyDraftDocument:
        """Revert one change of a draft, with those that depend on it. Idempotent. Staff only.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/taxonomy/drafts/{draft_id}/revert", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def revoke_api_key(self, key_id: int, *, headers: dict[str, str] | None = None) -> None:
        """Revoke an API key and all keys created with it. This cannot be undone.

        Scope: `admin`. Role: manager.
        """
        self._transport.request("DELETE", f"/api/v1/keys/{key_id}", headers=headers)

    def rotate_api_key(
        self,
        key_id: int,
        body: types.RotateInput | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.ApiKeySecretOutput:
        """Rotate an API key. The old secret keeps working for the given hours.

        Only the owner can rotate a key. The old secret can no longer manage keys.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/keys/{key_id}/rotate", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def rotate_webhook_secret(
        self, webhook_id: int, *, headers: dict[str, str] | None = None
    ) -> types.WebhookSecretOutput:
        """Rotate the secret. For 24 hours, messages carry a signature of the old one, too.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/webhooks/{webhook_id}/rotate-secret", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def save_company(
        self, body: types.CompanySaveInput, *, headers: dict[str, str] | None = None
    ) -> types.Company:
        """Create or update the company with this domain or, without a domain, this name.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request("POST", "/api/v1/companies", body=body, headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def save_contact(
        self, body: types.ContactSaveInput, *, headers: dict[str, str] | None = None
    ) -> types.ContactOutput:
        """Create or update the contact with this email. Idempotent.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request("POST", "/api/v1/contacts", body=body, headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def send_test_alert(self, *, headers: dict[str, str] | None = None) -> types.SentTestsOutput:
        """Send a test by each channel that is set up. Staff only.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request("POST", "/api/v1/alert-thresholds/test", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def set_alert_thresholds(
        self, body: types.AlertThresholdsInput, *, headers: dict[str, str] | None = None
    ) -> types.AlertThresholdsOutput:
        """Set the alert thresholds of all workspaces. Staff only.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request(
            "PUT", "/api/v1/alert-thresholds", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def set_confusion_costs(
        self, body: types.ConfusionCostsInput, *, headers: dict[str, str] | None = None
    ) -> types.ConfusionCostsOutput:
        """Set the costs for all workspaces; stored companies are updated. Staff only.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request(
            "PUT", "/api/v1/confusion-costs", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def set_lead_score_rules(
        self,
        body: types.LeadScoreRulesInput | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.LeadScoreRules:
        """Change the rules. Scores are updated within minutes.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "PUT", "/api/v1/lead-score-rules", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def set_order(
        self,
        campaign_id: int,
        body: types.CardOrderRequest | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.CardOrder:
        """Set the card order, starting with the next card.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "PUT", f"/api/v1/campaigns/{campaign_id}/order", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def set_reasons(
        self,
        campaign_id: int,
        body: types.ReasonsInput | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.ReasonsOutput:
        """Replace the reasons. Past verdicts keep theirs.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "PUT", f"/api/v1/campaigns/{campaign_id}/reasons", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def set_reply_settings(
        self, body: types.ReplySettingsBodyRequest, *, headers: dict[str, str] | None = None
    ) -> types.ReplySettingsBody:
        """Choose what follows replies without a person, from now on.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "PUT", "/api/v1/reply-settings", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def set_taxonomy_draft(
        self, draft_id: int, body: types.DraftInput, *, headers: dict[str, str] | None = None
    ) -> types.TaxonomyDraftDocument:
        """Replace the document of a draft: functions, departments, dictionary and phrases.

        Send the document of `GET` with your edits: add, rename, move or remove functions and
        departments, set thresholds, change entries of the dictionary and phrase rules. A function
        that becomes part of another is named in `formerly` of that one. Send `If-Match` so that
        edits of others are not overwritten. Staff only.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request(
            "PUT", f"/api/v1/taxonomy/drafts/{draft_id}", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def set_weights(
        self,
        campaign_id: int,
        body: types.WeightsInput | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.WeightsOutput:
        """Set the weights of a campaign. An empty object resets them to the defaults.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "PUT", f"/api/v1/campaigns/{campaign_id}/weights", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def snooze_replies(
        self, body: types.SnoozeRepliesInput, *, headers: dict[str, str] | None = None
    ) -> types.SnoozedRepliesOutput:
        """Hide many replies from the inbox until a day, or return them now.

        Scope: `replies`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", "/api/v1/replies/snooze", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def snooze_reply(
        self, reply_id: int, body: types.SnoozeInput, *, headers: dict[str, str] | None = None
    ) -> types.ReplyOutput:
        """Hide a reply from the inbox until a day, or return it now (`until: null`).

        Scope: `replies`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/replies/{reply_id}/snooze", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def start_duplicate_run(
        self, body: types.RunInput, *, headers: dict[str, str] | None = None
    ) -> types.RunOutput:
        """Start a job that finds duplicates, merges likely pairs or undoes merges.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", "/api/v1/duplicates/runs", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def start_import(
        self, batch_id: int, *, headers: dict[str, str] | None = None
    ) -> types.ImportOutput:
        """Start an import after its dry run.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/imports/{batch_id}/start", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def start_replay(
        self, campaign_id: int, *, headers: dict[str, str] | None = None
    ) -> types.ReplayOutput:
        """Start a comparison of strategies. One can run at a time per campaign.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/campaigns/{campaign_id}/replay", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def start_shadow(
        self, version_id: int, *, headers: dict[str, str] | None = None
    ) -> types.ShadowOutput:
        """Start shadow mode of a candidate: it predicts beside the live model. Staff only.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request(
            "PUT", f"/api/v1/models/{version_id}/shadow", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def start_taxonomy_preview(
        self, draft_id: int, *, headers: dict[str, str] | None = None
    ) -> types.DraftPreviewOutput:
        """Compute in the background what a draft would change. Staff only.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/taxonomy/drafts/{draft_id}/preview", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def stop_import(
        self, batch_id: int, *, headers: dict[str, str] | None = None
    ) -> types.ImportOutput:
        """Stop an import. Imported rows are kept.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/imports/{batch_id}/stop", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def stop_shadow(self, version_id: int, *, headers: dict[str, str] | None = None) -> None:
        """Stop shadow mode of a candidate. Idempotent. Staff only.

        Scope: `installation`. Role: staff.
        """
        self._transport.request("DELETE", f"/api/v1/models/{version_id}/shadow", headers=headers)

    def suggest_company(
        self,
        company_id: int,
        body: types.CompanySuggestionInput,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.SuggestionOutput:
        """Suggest a business model. Nothing changes until a reviewer accepts it.

        Scope: `write`. Role: viewer or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/companies/{company_id}/suggestions", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def suggest_title(
        self,
        title_id: int,
        body: types.SuggestionRequestRequest,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.SuggestionOutput:
        """Suggest labels for a title. Nothing changes until a reviewer accepts them.

        Scope: `write`. Role: viewer or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/titles/{title_id}/suggestions", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def test_mailbox(
        self, mailbox_id: int, *, headers: dict[str, str] | None = None
    ) -> types.ConnectionTestOutput:
        """Sign in to a mailbox with its stored secret and list its folders.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/mailboxes/{mailbox_id}/test", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def test_mailbox_connection(
        self, body: types.MailboxInput, *, headers: dict[str, str] | None = None
    ) -> types.ConnectionTestOutput:
        """Sign in to a mailbox and list its folders. Nothing is stored.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", "/api/v1/mailboxes/test", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def test_webhook(
        self,
        webhook_id: int,
        body: types.TestEventInput | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.WebhookDeliveryOutput:
        """Send a test event. Look up its delivery by `message_id` to see the answer.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/webhooks/{webhook_id}/test", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def train_model(
        self, body: types.TrainInput, *, headers: dict[str, str] | None = None
    ) -> types.TrainingOutput:
        """Train a candidate from corrections; one that is being trained is returned. Staff only.

        `GET /models` lists the candidate once it is done. It goes live only by a promotion.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request("POST", "/api/v1/models/train", body=body, headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def turn_off_learned_function(
        self, learned_id: int, *, headers: dict[str, str] | None = None
    ) -> None:
        """Turn off a learned function. Titles get their previous labels back.

        Scope: `admin`. Role: manager.
        """
        self._transport.request(
            "DELETE", f"/api/v1/titles/learned-functions/{learned_id}", headers=headers
        )

    def undo_bulk_correction(self, step_id: int, *, headers: dict[str, str] | None = None) -> None:
        """Undo a bulk correction, including propagated labels.

        Scope: `write`. Role: qualifier or above.
        """
        self._transport.request(
            "DELETE", f"/api/v1/titles/bulk-corrections/{step_id}", headers=headers
        )

    def undo_bulk_reply_correction(
        self, reply_step_id: int, *, headers: dict[str, str] | None = None
    ) -> types.UndoneRepliesOutput:
        """Undo a bulk correction, where nobody corrected the replies since.

        Scope: `replies`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "DELETE", f"/api/v1/replies/bulk-corrections/{reply_step_id}", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def undo_bulk_verdict(
        self, campaign_id: int, step_id: int, *, headers: dict[str, str] | None = None
    ) -> None:
        """Undo a bulk verdict. Idempotent.

        Scope: `write`. Role: qualifier or above.
        """
        self._transport.request(
            "DELETE", f"/api/v1/campaigns/{campaign_id}/bulk-verdicts/{step_id}", headers=headers
        )

    def undo_campaign_companies(
        self,
        campaign_id: int,
        body: types.CampaignAdditionUndoInput,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.RemovedCompaniesOutput:
        """Undo an addition of companies. Verdicts are kept.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/campaigns/{campaign_id}/companies/undo", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def undo_change(
        self, request_id: str, *, headers: dict[str, str] | None = None
    ) -> types.UndoneOutput:
        """Undo a step, where nobody changed the records since.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/record-changes/{request_id}/undo", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def undo_company_correction(
        self, correction_id: int, *, headers: dict[str, str] | None = None
    ) -> None:
        """Undo a business model correction. The previous correction or prediction applies again.

        Scope: `write`. Role: qualifier or above.
        """
        self._transport.request(
            "DELETE", f"/api/v1/companies/corrections/{correction_id}", headers=headers
        )

    def undo_confusion_costs(
        self, change_id: int, *, headers: dict[str, str] | None = None
    ) -> types.ConfusionCostsOutput:
        """Undo the last change of the costs. Staff only.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/confusion-costs/{change_id}/undo", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def undo_do_not_contact(
        self, request_id: str, *, headers: dict[str, str] | None = None
    ) -> types.DoNotContactUndoneOutput:
        """Undo a step. Contacts marked by another source stay marked. Idempotent.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "DELETE", f"/api/v1/contacts/do-not-contact/{request_id}", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def undo_import(
        self, batch_id: int, *, headers: dict[str, str] | None = None
    ) -> types.ImportOutput:
        """Undo an import. Records changed since then are kept.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/imports/{batch_id}/undo", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def undo_lead_score_rules(
        self, version: int, *, headers: dict[str, str] | None = None
    ) -> types.LeadScoreRules:
        """Undo the change that made this version, if it is the newest.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/lead-score-rules/{version}/undo", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def undo_learned_function_activation(
        self, learned_id: int, *, headers: dict[str, str] | None = None
    ) -> types.LearnedFunctionOutput:
        """Undo an activation. The previous version is active again, if there was one.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "DELETE", f"/api/v1/titles/learned-functions/{learned_id}/activation", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def undo_list_addition(
        self, list_id: int, request_id: str, *, headers: dict[str, str] | None = None
    ) -> None:
        """Undo an addition. Idempotent.

        Scope: `write`. Role: qualifier or above.
        """
        self._transport.request(
            "DELETE", f"/api/v1/lists/{list_id}/additions/{request_id}", headers=headers
        )

    def undo_map_layout(self, *, headers: dict[str, str] | None = None) -> types.MapLayoutOutput:
        """Restore the previous map. Idempotent.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request("DELETE", "/api/v1/company-map", headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def undo_merge(self, merge_id: int, *, headers: dict[str, str] | None = None) -> None:
        """Undo a merge. The two records are separate again.

        Scope: `write`. Role: qualifier or above.
        """
        self._transport.request("POST", f"/api/v1/merges/{merge_id}/undo", headers=headers)

    def undo_reply(
        self, reply_id: int, *, headers: dict[str, str] | None = None
    ) -> types.ReplyOutput:
        """Undo the last correction of a reply, or the automatic action.

        Scope: `replies`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/replies/{reply_id}/undo", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def undo_second_label(self, title_id: int, *, headers: dict[str, str] | None = None) -> None:
        """Undo your second label. The title needs a second label again.

        Scope: `write`. Role: qualifier or above.
        """
        self._transport.request(
            "DELETE", f"/api/v1/titles/{title_id}/second-labels", headers=headers
        )

    def undo_suppression_list(
        self, suppression_list_id: int, *, headers: dict[str, str] | None = None
    ) -> types.SuppressionListOutput:
        """Undo a suppression list. Entries required by other sources stay. Idempotent.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/suppression-lists/{suppression_list_id}/undo", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def undo_taxonomy_edit(
        self, draft_id: int, *, headers: dict[str, str] | None = None
    ) -> types.TaxonomyDraftDocument:
        """Undo your last edit of a draft; again, and it is redone. Staff only.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/taxonomy/drafts/{draft_id}/undo", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def undo_taxonomy_version(
        self, version_id: int, *, headers: dict[str, str] | None = None
    ) -> types.TaxonomyVersionOutput:
        """Undo the newest version: the one before it is published again. Staff only.

        Scope: `installation`. Role: staff.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/taxonomy/versions/{version_id}/undo", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def undo_title_correction(
        self, correction_id: int, *, headers: dict[str, str] | None = None
    ) -> None:
        """Undo a correction. The title gets its previous labels.

        Scope: `write`. Role: qualifier or above.
        """
        self._transport.request(
            "DELETE", f"/api/v1/titles/corrections/{correction_id}", headers=headers
        )

    def undo_verdict(
        self, campaign_id: int, verdict_id: int, *, headers: dict[str, str] | None = None
    ) -> None:
        """Undo a verdict. It stays in the history. Idempotent.

        Scope: `write`. Role: qualifier or above.
        """
        self._transport.request(
            "DELETE", f"/api/v1/campaigns/{campaign_id}/verdicts/{verdict_id}", headers=headers
        )

    def unwatch_search(self, search_id: int, *, headers: dict[str, str] | None = None) -> None:
        """Stop watching a saved search. Idempotent.

        Scope: `write`. Role: viewer or above.
        """
        self._transport.request("DELETE", f"/api/v1/searches/{search_id}/watch", headers=headers)

    def update_api_key(
        self,
        key_id: int,
        body: types.ApiKeyInput | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.ApiKeyOutput:
        """Update the name, scopes or rate limit of an API key.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "PATCH", f"/api/v1/keys/{key_id}", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def update_campaign(
        self,
        campaign_id: int,
        body: types.CampaignChangeInput | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.CampaignOutput:
        """Change a campaign, archive it or restore it. Verdicts and reasons are kept.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "PATCH", f"/api/v1/campaigns/{campaign_id}", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def update_company(
        self,
        company_id: int,
        body: types.CompanyChangeRequest | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.Company:
        """Update fields of a company.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "PATCH", f"/api/v1/companies/{company_id}", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def update_contact(
        self,
        contact_id: int,
        body: types.ContactChangeRequest | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.ContactOutput:
        """Update fields of a contact. A new title is classified; do-not-contact follows.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "PATCH", f"/api/v1/contacts/{contact_id}", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def update_custom_field(
        self,
        field_id: int,
        body: types.FieldChangeInput | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.CustomField:
        """Rename a field, or set its choices. Stored values are kept.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "PATCH", f"/api/v1/custom-fields/{field_id}", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def update_inbound_form(
        self,
        form_id: int,
        body: types.InboundFormChangeInput | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.InboundForm:
        """Change a form. `is_active: false` stops its address.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "PATCH", f"/api/v1/inbound-forms/{form_id}", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def update_inbound_rule(
        self,
        rule_id: int,
        body: types.InboundRuleChangeInput | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.InboundRule:
        """Change a rule, or move it to another place.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "PATCH", f"/api/v1/inbound-rules/{rule_id}", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def update_list(
        self, list_id: int, body: types.ListInput, *, headers: dict[str, str] | None = None
    ) -> types.ListOutput:
        """Rename a list.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "PATCH", f"/api/v1/lists/{list_id}", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def update_mailbox(
        self,
        mailbox_id: int,
        body: types.MailboxChangeInput | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.MailboxOutput:
        """Change a mailbox. A new `secret` turns a mailbox on that was turned off.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "PATCH", f"/api/v1/mailboxes/{mailbox_id}", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def update_member(
        self, member_id: int, body: types.MemberInput, *, headers: dict[str, str] | None = None
    ) -> types.MemberOutput:
        """Change the role of a member. The last manager cannot be changed.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "PATCH", f"/api/v1/members/{member_id}", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def update_note(
        self, note_id: int, body: types.NoteInput, *, headers: dict[str, str] | None = None
    ) -> types.Note:
        """Edit a note of your own.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "PATCH", f"/api/v1/notes/{note_id}", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def update_search(
        self,
        search_id: int,
        body: types.SavedSearchChangeInput | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.SavedSearchOutput:
        """Update the name or filters of a saved search.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "PATCH", f"/api/v1/searches/{search_id}", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def update_task(
        self,
        task_id: int,
        body: types.TaskInput | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.TaskOutput:
        """Change the owner or the due day of a task, finish or reopen it.

        Scope: `replies`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "PATCH", f"/api/v1/tasks/{task_id}", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def update_title_agreement(
        self, body: types.TitleAgreementInput, *, headers: dict[str, str] | None = None
    ) -> types.TitleAgreementOutput:
        """Set the percentage of titles to double-label.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "PATCH", "/api/v1/titles/agreement", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def update_webhook(
        self,
        webhook_id: int,
        body: types.WebhookChangeInput | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> types.WebhookOutput:
        """Update a webhook; omitted fields stay unchanged.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request(
            "PATCH", f"/api/v1/webhooks/{webhook_id}", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def update_workspace(
        self, body: types.WorkspaceInput, *, headers: dict[str, str] | None = None
    ) -> types.WorkspaceOutput:
        """Rename the workspace. Its slug stays the same.

        Scope: `admin`. Role: manager.
        """
        answer = self._transport.request("PATCH", "/api/v1/workspace", body=body, headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def upsert_companies(
        self, body: types.CompanyUpsertsInput, *, headers: dict[str, str] | None = None
    ) -> types.UpsertsOutput:
        """Create or update up to 10,000 companies, with a result for each.

        Works like an import. A rejected row does not affect the others. A value that cannot be
        read, such as an unknown country, is skipped and named in `skipped_values`. An unknown field
        in any row refuses the whole request with 400.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", "/api/v1/companies/bulk-upserts", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def upsert_contacts(
        self, body: types.ContactUpsertsInput, *, headers: dict[str, str] | None = None
    ) -> types.UpsertsOutput:
        """Create or update up to 10,000 contacts, with a result for each.

        Works like an import: erased people are rejected, Do not contact applies to new contacts
        too, titles are classified by a job. A rejected row does not affect the others. A value that
        cannot be read, such as an email without @, is skipped and named in `skipped_values`. An
        unknown field in any row refuses the whole request with 400.

        Scope: `write`. Role: qualifier or above.
        """
        answer = self._transport.request(
            "POST", "/api/v1/contacts/bulk-upserts", body=body, headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def watch_search(self, search_id: int, *, headers: dict[str, str] | None = None) -> None:
        """Watch a saved search: new matches are reported once each. Idempotent.

        New matches are looked for every 5 minutes. What matches at the first look is not new.

        Scope: `write`. Role: viewer or above.
        """
        self._transport.request("PUT", f"/api/v1/searches/{search_id}/watch", headers=headers)

    def withdraw_invitation(
        self, invitation_id: int, *, headers: dict[str, str] | None = None
    ) -> None:
        """Withdraw an invitation. Its link stops working.

        Scope: `admin`. Role: manager.
        """
        self._transport.request("DELETE", f"/api/v1/invitations/{invitation_id}", headers=headers)

    def withdraw_suggestion(
        self, suggestion_id: int, *, headers: dict[str, str] | None = None
    ) -> types.SuggestionOutput:
        """Withdraw a suggestion of your own.

        Scope: `write`. Role: viewer or above.
        """
        answer = self._transport.request(
            "POST", f"/api/v1/suggestions/{suggestion_id}/withdraw", headers=headers
        )
        return answer.json()  # type: ignore[no-any-return]

    def withdraw_title_approval(
        self, correction_id: int, *, headers: dict[str, str] | None = None
    ) -> None:
        """Withdraw an approval.

        Scope: `admin`. Role: manager.
        """
        self._transport.request(
            "DELETE", f"/api/v1/titles/corrections/{correction_id}/approval", headers=headers
        )
