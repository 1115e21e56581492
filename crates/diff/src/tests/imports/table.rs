//! Common edits of one contract, each with the result that a person expects. To add an edit, add a row.
//!
//! The tests of the crate `diff` compare the changes. The tests of `xtask` generate the clients and compare their
//! versions. A change that needs no new client has the step `None`: for example, types of responses have no limits.

use Step::{Major, Minor, None as Unchanged, Patch};
use Verdict::{Breaking as B, Risky as R, Safe as S};

use super::{Step, Verdict};

/// The contract before the edit.
pub(super) const CONTRACT: &str = include_str!("imports.yaml");

/// An edit of the contract.
pub(super) struct Edit {
    /// The edit in a few words.
    pub(super) what: &'static str,
    /// Pairs of an old and a new text. Each old text occurs once in the contract.
    pub(super) replaced: &'static [(&'static str, &'static str)],
    /// All changes that affect requests or responses.
    pub(super) changes: &'static [Expected],
    /// The next version of the generated client.
    pub(super) client: Step,
}

/// A change: its rule, its verdict, and the text of its line in the old and in the new contract. The text occurs in
/// exactly one line. It is empty if the change has no place in this contract.
pub(super) type Expected = (&'static str, Verdict, &'static str, &'static str);

impl Edit {
    /// Returns the contract after the edit.
    pub(super) fn contract(&self) -> String {
        self.replaced.iter().fold(CONTRACT.to_owned(), |text, (from, to)| {
            assert_eq!(CONTRACT.matches(from).count(), 1, "{}: `{from}` occurs once", self.what);
            text.replace(from, to)
        })
    }
}

const fn edit(
    what: &'static str,
    replaced: &'static [(&'static str, &'static str)],
    changes: &'static [Expected],
    client: Step,
) -> Edit {
    Edit { what, replaced, changes, client }
}

const SORT_KEYS: &str = "        - name: sort_keys
          in: query
          schema:
            type: array
            items:
              type: string
";

pub(super) const EDITS: &[Edit] = &[
    // Parameters.
    edit(
        "an optional parameter is removed",
        &[(SORT_KEYS, "")],
        &[("parameter-removed", R, "name: sort_keys", "")],
        Major,
    ),
    edit(
        "an operation no longer uses a shared parameter",
        &[("        - $ref: '#/components/parameters/WorkspaceId' # of the list\n", "")],
        &[("parameter-removed-required", R, "WorkspaceId' # of the list", "")],
        Major,
    ),
    edit(
        "an operation uses a shared parameter",
        &[(
            "      operationId: cancel_import_task\n",
            "      operationId: cancel_import_task
      parameters:
        - $ref: '#/components/parameters/WorkspaceId' # of a cancelled task
",
        )],
        &[("parameter-added-required", B, "", "WorkspaceId' # of a cancelled task")],
        Major,
    ),
    edit(
        "an optional query parameter is new",
        &[(
            "      parameters: # of the list\n",
            "      parameters: # of the list
        - name: offset
          in: query
          schema:
            type: integer
",
        )],
        &[("parameter-added", S, "", "name: offset")],
        Minor,
    ),
    edit(
        "a required header is new",
        &[(
            "      parameters: # of the list\n",
            "      parameters: # of the list
        - name: X-Team
          in: header
          required: true
          schema:
            type: string
",
        )],
        &[("parameter-added-required", B, "", "name: X-Team")],
        Major,
    ),
    edit(
        "a query parameter becomes required",
        &[("        - name: limit\n", "        - name: limit\n          required: true # the limit\n")],
        &[("parameter-required", B, "name: limit", "required: true # the limit")],
        Major,
    ),
    edit(
        "a shared parameter becomes optional",
        &[("      required: true # the workspace\n", "")],
        &[("parameter-optional", S, "required: true # the workspace", "    WorkspaceId:")],
        Minor,
    ),
    edit(
        "a shared parameter becomes longer",
        &[("minLength: 1\n", "minLength: 8\n")],
        &[("min-length-raised", B, "minLength: 1", "minLength: 8")],
        Patch,
    ),
    edit(
        "a query parameter is written in another form",
        &[("        - name: sort_keys\n", "        - name: sort_keys\n          explode: false\n")],
        &[("serialization-changed", B, "name: sort_keys", "explode: false")],
        Major,
    ),
    edit(
        "a query parameter becomes a header",
        &[("in: query # the limit", "in: header # the limit")],
        &[("parameter-moved", B, "in: query # the limit", "in: header # the limit")],
        Patch,
    ),
    edit(
        "the maximum of a parameter falls",
        &[("maximum: 100\n", "maximum: 50\n")],
        &[("maximum-lowered", B, "            maximum: 100", "maximum: 50")],
        Patch,
    ),
    edit(
        "the default of a parameter changes",
        &[("default: 20", "default: 30")],
        &[("default-changed", R, "default: 20", "default: 30")],
        Unchanged,
    ),
    edit(
        "the default of a parameter is removed",
        &[("            default: 20\n", "")],
        &[("default-removed", R, "default: 20", "          schema: # of the limit")],
        Unchanged,
    ),
    edit(
        "a parameter gets another type",
        &[(
            "type: integer # of the limit\n            format: int32\n            minimum: 1\n            maximum: 100\n            default: 20",
            "type: string # of the limit",
        )],
        &[
            // In a query, each integer is also a text.
            ("type-changed", S, "type: integer # of the limit", "type: string # of the limit"),
            ("default-removed", R, "default: 20", "          schema: # of the limit"),
        ],
        Major,
    ),
    edit(
        "a filter gains a value",
        &[("        - done\n", "        - done\n        - lost\n")],
        &[("enum-value-added", S, "", "- lost")],
        Major,
    ),
    edit("a filter loses a value", &[("        - done\n", "")], &[("enum-value-removed", B, "- done", "")], Major),
    edit(
        "a path parameter has another name",
        &[("{task_id}", "{id}"), ("name: task_id # of the path", "name: id")],
        &[],
        Major,
    ),
    edit(
        "parameters of a path move to its operations",
        &[
            (
                "  /v1/{project_id}/import-tasks/{task_id}:\n    parameters:\n      - $ref: '#/components/parameters/ProjectId'\n",
                "  /v1/{project_id}/import-tasks/{task_id}:\n    parameters:\n",
            ),
            (
                "        - $ref: '#/components/parameters/WorkspaceId' # of one task\n",
                "        - $ref: '#/components/parameters/WorkspaceId'\n        - $ref: '#/components/parameters/ProjectId'\n",
            ),
            (
                "      operationId: cancel_import_task\n",
                "      operationId: cancel_import_task\n      parameters: [$ref: '#/components/parameters/ProjectId']\n",
            ),
        ],
        &[],
        Patch,
    ),
    // Operations.
    edit(
        "a path has another version",
        &[("/v1/{project_id}/import-tasks/{task_id}:", "/v2/{project_id}/import-tasks/{task_id}:")],
        &[("operation-moved", B, "get: # one task", "get: # one task"), ("operation-moved", B, "delete:", "delete:")],
        Patch,
    ),
    edit(
        "an operation has another method",
        &[("    delete:\n", "    put:\n")],
        &[("operation-moved", B, "delete:", "put:")],
        Patch,
    ),
    edit(
        "an operation is removed",
        &[(
            "    delete:
      operationId: cancel_import_task
      responses:
        '204':
          description: The task is cancelled.
",
            "",
        )],
        &[("operation-removed", B, "delete:", "")],
        Major,
    ),
    edit(
        "an operation is new",
        &[(
            "    delete:\n",
            "    put:
      operationId: replace_import_task
      responses:
        '204':
          description: The task is replaced.
    delete:
",
        )],
        &[("operation-added", S, "", "put:")],
        Minor,
    ),
    edit(
        "an operation has another name",
        &[("operationId: show_import_task", "operationId: get_import_task")],
        &[],
        Major,
    ),
    edit(
        "an operation is deprecated",
        &[("      operationId: show_import_task\n", "      operationId: show_import_task\n      deprecated: true\n")],
        &[("deprecated-added", S, "get: # one task", "deprecated: true")],
        Minor,
    ),
    edit("a summary changes", &[("Shows one task.", "Returns one task.")], &[], Patch),
    edit(
        "a tag changes",
        &[("tags: [Migration]", "tags: [Imports]"), ("- name: Migration", "- name: Imports")],
        &[],
        Unchanged,
    ),
    // Requests.
    edit(
        "a body becomes optional",
        &[("        required: true # the body\n", "")],
        &[("request-body-optional", S, "required: true # the body", "requestBody:")],
        Minor,
    ),
    edit(
        "a body has another media type",
        &[("          application/json: # to create a task\n", "          application/xml: # to create a task\n")],
        &[
            ("media-type-removed", B, "application/json: # to create a task", ""),
            ("media-type-added", S, "", "application/xml: # to create a task"),
        ],
        Major,
    ),
    edit(
        "a property of a request becomes required",
        &[("        - obs_bucket\n", "        - obs_bucket\n        - priority\n")],
        &[("property-required", B, "required: # to create a task", "- priority")],
        Major,
    ),
    edit(
        "a property of a request becomes optional",
        &[("        - obs_bucket\n", "")],
        &[("property-optional", S, "- obs_bucket", "required: # to create a task")],
        Major,
    ),
    edit(
        "a property of a request is removed",
        &[("        obs_object_key:\n          type: string\n", "")],
        &[("property-removed", R, "obs_object_key:", "")],
        Major,
    ),
    edit(
        "a property of a request is renamed",
        &[("        obs_object_key:\n", "        obs_path:\n")],
        &[("property-renamed", B, "obs_object_key:", "obs_path:")],
        Major,
    ),
    edit(
        "a property of a request is new",
        &[("        obs_object_key:\n", "        comment:\n          type: string\n        obs_object_key:\n")],
        &[("property-added", S, "", "comment:")],
        Major,
    ),
    edit(
        "a required property of a request is new, with a default",
        &[
            ("        - obs_bucket\n", "        - obs_bucket\n        - mode\n"),
            (
                "        obs_object_key:\n",
                "        mode:\n          type: string\n          default: full\n        obs_object_key:\n",
            ),
        ],
        &[("property-added-required", B, "", "mode:")],
        Major,
    ),
    edit(
        "a closed object of a request gains a property",
        &[("            overwrite:\n", "            dry_run:\n              type: boolean\n            overwrite:\n")],
        &[("property-added", S, "", "dry_run:")],
        Major,
    ),
    edit(
        "a closed object of a request loses a property",
        &[("            overwrite:\n              type: boolean\n              default: false\n", "")],
        &[("property-removed", B, "overwrite:", "")],
        Major,
    ),
    edit(
        "a closed object of a request is opened",
        &[("          additionalProperties: false # of the options\n", "")],
        &[(
            "additional-properties-allowed",
            S,
            "          additionalProperties: false # of the options",
            "        options:",
        )],
        Minor,
    ),
    edit("a pattern is written in another form", &[("^[A-Za-z][A-Za-z0-9_]*$", "^(?:[a-zA-Z])\\w*$")], &[], Unchanged),
    edit(
        "a pattern accepts more",
        &[("^[A-Za-z][A-Za-z0-9_]*$", "^[A-Za-z][A-Za-z0-9_.-]*$")],
        &[("pattern-changed", S, "pattern:", "pattern:")],
        Unchanged,
    ),
    edit(
        "a pattern accepts less",
        &[("^[A-Za-z][A-Za-z0-9_]*$", "^[a-z][A-Za-z0-9_]*$")],
        &[("pattern-changed", B, "pattern:", "pattern:")],
        Unchanged,
    ),
    edit(
        "a text of a request becomes shorter",
        &[("maxLength: 256", "maxLength: 255 # of a name")],
        &[("max-length-lowered", B, "maxLength: 256", "maxLength: 255 # of a name")],
        Patch,
    ),
    edit(
        "a text of a request has no least length any more",
        &[("          minLength: 3\n", "")],
        &[("min-length-lowered", S, "minLength: 3", "        name: # to create a task")],
        Patch,
    ),
    edit(
        "a list of a request may repeat items",
        &[("              uniqueItems: true\n", "")],
        &[("unique-items-removed", S, "uniqueItems: true", "            notify:")],
        Unchanged,
    ),
    edit(
        "the values of a map get another type",
        &[("type: string # of a column", "type: integer # of a column")],
        &[("type-changed", B, "type: string # of a column", "type: integer # of a column")],
        Major,
    ),
    edit(
        "a number of a request may have a fraction",
        &[("type: integer # of the priority", "type: number # of the priority")],
        &[("type-widened", S, "type: integer # of the priority", "type: number # of the priority")],
        Major,
    ),
    // Responses.
    edit(
        "a header is removed",
        &[(
            "          headers:
            X-Total-Count:
              required: true # the count
              schema:
                type: integer
",
            "",
        )],
        &[("header-removed-required", B, "X-Total-Count:", "")],
        Unchanged,
    ),
    edit(
        "a header may be missing",
        &[("required: true # the count", "required: false # the count")],
        &[("header-optional", B, "required: true # the count", "required: false # the count")],
        Unchanged,
    ),
    edit(
        "an error is removed",
        &[("        '429':\n          $ref: '#/components/responses/Failure'\n", "")],
        &[("error-status-removed", S, "'429':", "")],
        Unchanged,
    ),
    edit(
        "an error is new",
        &[("        '429':\n", "        '410':\n          $ref: '#/components/responses/Failure'\n        '429':\n")],
        &[("error-status-added", S, "", "'410':")],
        Unchanged,
    ),
    edit(
        "success has another status",
        &[("'201':", "'202':")],
        &[("success-status-removed", B, "'201':", ""), ("success-status-added", R, "", "'202':")],
        Unchanged,
    ),
    edit(
        "a list becomes longer",
        &[("maxItems: 1000", "maxItems: 5000")],
        &[("max-items-raised", R, "maxItems: 1000", "maxItems: 5000")],
        Unchanged,
    ),
    edit(
        "a property of a response is removed",
        &[("        next_marker:\n          type: string\n", "")],
        &[("property-removed", R, "next_marker:", "")],
        Major,
    ),
    edit(
        "a property of a response becomes required",
        &[("        - tasks\n", "        - tasks\n        - next_marker\n")],
        &[("property-required", S, "required: # of a page", "- next_marker")],
        Unchanged,
    ),
    edit(
        "a required property of a response is renamed",
        &[(
            "        - tasks\n      properties:\n        tasks:\n",
            "        - entries\n      properties:\n        entries:\n",
        )],
        &[("property-renamed", B, "        tasks:", "        entries:")],
        Major,
    ),
    edit(
        "a property of a response is new",
        &[("        next_marker:\n", "        previous_marker:\n          type: string\n        next_marker:\n")],
        &[("property-added", S, "", "previous_marker:")],
        Minor,
    ),
    edit(
        "a text of a response has no greatest length any more",
        &[("          maxLength: 36\n", "")],
        &[("max-length-raised", R, "maxLength: 36", "        id:")],
        Unchanged,
    ),
    edit(
        "a status is new",
        &[("        - 3\n", "        - 3\n        - 4\n"), ("Failed]", "Failed, Cancelled]")],
        &[("enum-value-added", R, "", "- 4")],
        Unchanged,
    ),
    edit(
        "a status is removed",
        &[("        - 3\n", ""), (", Failed]", "]")],
        &[("enum-value-removed", S, "- 3", "")],
        Unchanged,
    ),
    edit("a status has another name in Rust", &[("Failed]", "Broken]")], &[], Unchanged),
    edit(
        "a property of a response may be null",
        &[(
            "type: number # of the progress\n",
            "type: number # of the progress\n          nullable: true # of the progress\n",
        )],
        &[("null-allowed", B, "        progress:", "nullable: true # of the progress")],
        Unchanged,
    ),
    edit(
        "a property of a response is never null",
        &[("          nullable: true\n", "")],
        &[("null-refused", S, "nullable: true", "        error_msg:")],
        Unchanged,
    ),
    edit(
        "a maximum becomes exclusive",
        &[("maximum: 100.5\n", "maximum: 100.5\n          exclusiveMaximum: true\n")],
        &[("maximum-lowered", S, "maximum: 100.5", "exclusiveMaximum: true")],
        Unchanged,
    ),
    edit(
        "a date becomes a text",
        &[(
            "type: integer # of the date\n          format: int64",
            "type: string # of the date\n          format: date-time",
        )],
        &[
            ("type-changed", B, "type: integer # of the date", "type: string # of the date"),
            ("format-changed", R, "format: int64", "format: date-time"),
        ],
        Major,
    ),
    edit(
        "an ID gets a format",
        &[("          maxLength: 36\n", "          maxLength: 36\n          format: uuid\n")],
        &[("format-added", S, "        id:", "format: uuid")],
        Unchanged,
    ),
    edit("a description changes", &[("description: Task ID.", "description: ID of a task.")], &[], Patch),
    edit(
        "a response may hold a secret",
        &[("          writeOnly: true\n", "")],
        &[("write-only-removed", R, "writeOnly: true", "        secret:")],
        Unchanged,
    ),
    edit(
        "a response has another alternative",
        &[
            (
                "            - $ref: '#/components/schemas/GitSource'\n",
                "            - $ref: '#/components/schemas/GitSource'\n            - $ref: '#/components/schemas/UrlSource'\n",
            ),
            (
                "    ServiceError:\n",
                "    UrlSource:\n      type: object\n      required: [url]\n      properties:\n        url:\n          type: string\n    ServiceError:\n",
            ),
        ],
        &[("alternative-added", R, "", "UrlSource'")],
        Unchanged,
    ),
    edit(
        "a response has one alternative less",
        &[("            - $ref: '#/components/schemas/GitSource'\n", "")],
        &[("alternative-removed", S, "GitSource'", "")],
        Major,
    ),
    edit(
        "a shared component is written in place",
        &[(
            "          $ref: '#/components/schemas/ImportType' # of a task\n",
            "          type: string\n          enum: [import, crossSpaceImport]\n",
        )],
        &[],
        Major,
    ),
    edit(
        "an enumeration of requests and responses gains a value",
        &[("enum: [import, crossSpaceImport]", "enum: [import, crossSpaceImport, merge]")],
        &[("enum-value-added", R, "", "crossSpaceImport, merge")],
        Unchanged,
    ),
    edit(
        "a wrapper around a component is removed",
        &[(
            "          description: The state of the task.\n          allOf:\n            - $ref: '#/components/schemas/ImportTaskStatus'\n",
            "          $ref: '#/components/schemas/ImportTaskStatus'\n",
        )],
        &[],
        Patch,
    ),
    edit(
        "a component has another name",
        &[
            ("- $ref: '#/components/schemas/ObsSource'", "- $ref: '#/components/schemas/BucketSource'"),
            ("    ObsSource:\n", "    BucketSource:\n"),
        ],
        &[],
        Unchanged,
    ),
    edit(
        "an object of a response is closed",
        &[(
            "    ImportTask: # the component\n",
            "    ImportTask: # the component\n      additionalProperties: false # of a task\n",
        )],
        &[(
            "additional-properties-refused",
            S,
            "ImportTask: # the component",
            "additionalProperties: false # of a task",
        )],
        Unchanged,
    ),
    edit(
        "an error has another required property",
        &[
            ("required: [error_code] # of an error", "required: [error_code, error_msg] # of an error"),
            (
                "        request_id:\n",
                "        error_msg: # of an error\n          type: string\n        request_id:\n",
            ),
        ],
        &[("property-added-required", S, "", "error_msg: # of an error")],
        Unchanged,
    ),
    edit(
        "a property of an error gets another type",
        &[("type: string # of the request", "type: integer # of the request")],
        &[("type-changed", B, "type: string # of the request", "type: integer # of the request")],
        Unchanged,
    ),
    // Servers and credentials.
    edit(
        "a region is new",
        &[("          - east-3\n", "          - east-3\n          - south-1\n")],
        &[("server-value-added", S, "", "- south-1")],
        Unchanged,
    ),
    edit(
        "another region is the default",
        &[("default: north-4", "default: east-3")],
        &[("server-variable-changed", R, "default: north-4", "default: east-3")],
        Unchanged,
    ),
    edit(
        "the service has another address",
        &[("{region}.example.com", "{region}.example.org")],
        &[("server-removed", B, "{region}.example.com", ""), ("server-added", S, "", "{region}.example.org")],
        Unchanged,
    ),
    edit(
        "signed requests are refused",
        &[("  - signature: []\n", "")],
        &[("security-removed", B, "- signature: []", "")],
        Unchanged,
    ),
    edit(
        "an operation needs no credentials",
        &[("      operationId: show_import_task\n", "      operationId: show_import_task\n      security: []\n")],
        &[("authentication-dropped", S, "security:", "      security: []")],
        Unchanged,
    ),
    edit(
        "the token is sent in another header",
        &[("name: X-Auth-Token", "name: X-Token")],
        &[("security-scheme-changed", B, "name: X-Auth-Token", "name: X-Token")],
        Unchanged,
    ),
    edit("the contract has another version", &[("version: v1", "version: v2")], &[], Patch),
];
