import Testing

@testable import OSSAccess

/// The documentation's page "Authorize a RAM user to access multiple directories in a bucket": three graded policies, and the same idea for uploads.
@Suite("Policies for several directories") struct DirectoryPolicyTests {
    static let reading = #"""
        {"Effect":"Allow","Action":"oss:GetObject",
        "Resource":["acs:oss:*:*:mybucket/hangzhou/2014/*","acs:oss:*:*:mybucket/hangzhou/2015/*"]}
        """#
    static let listing = #"""
        {"Effect":"Allow","Action":"oss:ListObjects","Resource":"acs:oss:*:*:mybucket",
        "Condition":{"StringLike":{"oss:Prefix":["hangzhou/2014/*","hangzhou/2015/*"]}}}
        """#
    static let browsing = #"""
        {"Effect":"Allow","Action":["oss:ListBuckets","oss:GetBucketStat","oss:GetBucketInfo","oss:GetBucketTagging","oss:GetBucketLifecycle",
        "oss:GetBucketWorm","oss:GetBucketVersioning","oss:GetBucketAcl"],"Resource":"acs:oss:*:*:*"},
        {"Effect":"Allow","Action":["oss:GetObject","oss:GetObjectAcl"],
        "Resource":["acs:oss:*:*:mybucket/hangzhou/2014/*","acs:oss:*:*:mybucket/hangzhou/2015/*"]},
        {"Effect":"Allow","Action":"oss:ListObjects","Resource":"acs:oss:*:*:mybucket",
        "Condition":{"StringLike":{"oss:Delimiter":"/","oss:Prefix":["","hangzhou/","hangzhou/2014/*","hangzhou/2015/*"]}}}
        """#

    struct Row: Sendable, CustomTestStringConvertible {
        let action: String
        let path: String
        var values: [String: String] = [:]
        let outcome: Outcome

        init(_ action: String, _ path: String, _ values: [String: String] = [:], _ outcome: Outcome) {
            (self.action, self.path, self.values, self.outcome) = ("oss:" + action, path, values, outcome)
        }

        var testDescription: String { "\(action) \(path) \(values)" }
    }

    private static func expect(_ row: Row, _ statements: String) throws {
        let verdict = try Asking.identity(statements).verdict(on: try Asking.question(row.action, row.path, Asking.alice, row.values))
        #expect(Outcome(verdict) == row.outcome)
    }

    static let readRows: [Row] = [
        Row("GetObject", "mybucket/hangzhou/2014/a.txt", .allowed), Row("GetObject", "mybucket/hangzhou/2015/x/y/z.txt", .allowed),
        Row("GetObject", "mybucket/hangzhou/2014/", .allowed), Row("getobject", "mybucket/hangzhou/2014/a.txt", .allowed),
        Row("GetObject", "mybucket/hangzhou/2014", .silent), Row("GetObject", "mybucket/hangzhou/20140/a", .silent),
        Row("GetObject", "mybucket/hangzhou/2013/a.txt", .silent), Row("GetObject", "mybucket/Hangzhou/2014/a.txt", .silent),
        Row("GetObject", "mybucket/x/hangzhou/2014/a.txt", .silent), Row("GetObject", "mybucket2/hangzhou/2014/a.txt", .silent),
        Row("GetObjectAcl", "mybucket/hangzhou/2014/a.txt", .silent), Row("PutObject", "mybucket/hangzhou/2014/a.txt", .silent),
        Row("DeleteObject", "mybucket/hangzhou/2014/a.txt", .silent), Row("ListObjects", "mybucket", ["oss:Prefix": "hangzhou/2014/"], .silent),
        Row("ListObjects", "mybucket", ["oss:Prefix": ""], .silent), Row("ListBuckets", "*", .silent),
    ]

    @Test("one: reading known paths", arguments: readRows) func read(row: Row) throws { try Self.expect(row, Self.reading) }

    static let listRows: [Row] = [
        Row("GetObject", "mybucket/hangzhou/2014/a.txt", .allowed),
        Row("ListObjects", "mybucket", ["oss:Prefix": "hangzhou/2014/"], .allowed),
        Row("ListObjects", "mybucket", ["oss:Prefix": "hangzhou/2014/march"], .allowed),
        Row("ListObjects", "mybucket", ["oss:Prefix": "hangzhou/2015/a/b"], .allowed),
        Row("ListObjects", "mybucket", ["oss:Prefix": "hangzhou/2014/", "oss:Delimiter": "/"], .allowed),
        Row("ListObjects", "mybucket", ["oss:Prefix": "hangzhou/2014"], .silent), Row("ListObjects", "mybucket", ["oss:Prefix": ""], .silent),
        Row("ListObjects", "mybucket", ["oss:Prefix": "hangzhou/"], .silent), Row("ListObjects", "mybucket", .silent),
        Row("ListObjects", "mybucket", ["oss:Prefix": "hangzhou/20145/"], .silent),
        Row("ListObjects", "mybucket2", ["oss:Prefix": "hangzhou/2014/"], .silent),
        Row("ListObjectVersions", "mybucket", ["oss:Prefix": "hangzhou/2014/"], .silent),
    ]

    @Test("two: and listing them", arguments: listRows) func list(row: Row) throws { try Self.expect(row, Self.reading + "," + Self.listing) }

    static let browseRows: [Row] = [
        Row("ListBuckets", "*", .allowed), Row("GetBucketAcl", "anotherbucket", .allowed), Row("GetBucketInfo", "mybucket", .allowed),
        Row("GetBucketPolicy", "mybucket", .silent), Row("PutBucketAcl", "mybucket", .silent),
        Row("GetObjectAcl", "mybucket/hangzhou/2015/a", .allowed), Row("GetObject", "mybucket/shanghai/a", .silent),
        Row("ListObjects", "mybucket", ["oss:Prefix": "", "oss:Delimiter": "/"], .allowed),
        Row("ListObjects", "mybucket", ["oss:Prefix": "hangzhou/", "oss:Delimiter": "/"], .allowed),
        Row("ListObjects", "mybucket", ["oss:Prefix": "hangzhou/2014/a/", "oss:Delimiter": "/"], .allowed),
        Row("ListObjects", "mybucket", ["oss:Prefix": ""], .silent), Row("ListObjects", "mybucket", ["oss:Prefix": "hangzhou/2014/"], .silent),
        Row("ListObjects", "mybucket", ["oss:Prefix": "", "oss:Delimiter": ""], .silent),
        Row("ListObjects", "mybucket", ["oss:Prefix": "", "oss:Delimiter": "2"], .silent),
        Row("ListObjects", "mybucket", ["oss:Delimiter": "/"], .silent),
        Row("ListObjects", "mybucket", ["oss:Prefix": "hangzhou", "oss:Delimiter": "/"], .silent),
        Row("ListObjects", "mybucket", ["oss:Prefix": "hangzhou/2013/", "oss:Delimiter": "/"], .silent),
        Row("ListObjects", "mybucket", ["oss:Prefix": "shanghai/", "oss:Delimiter": "/"], .silent),
    ]

    @Test("three: browsing in the console", arguments: browseRows) func browse(row: Row) throws { try Self.expect(row, Self.browsing) }

    static let uploading = #"""
        {"Effect":"Allow","Action":"oss:PutObject","Resource":["acs:oss:*:*:uploads/dir/*","acs:oss:*:*:uploads/café/*"]},
        {"Effect":"Deny","Action":"oss:*","Resource":"acs:oss:*:*:uploads/dir/secret/*"}
        """#

    static let uploadRows: [Row] = [
        Row("PutObject", "uploads/dir/a", .allowed), Row("PutObject", "uploads/dir/", .allowed), Row("PutObject", "uploads/dir/b/c.jpg", .allowed),
        Row("PutObject", "uploads/dir", .silent), Row("PutObject", "uploads/dir2/a", .silent), Row("PutObject", "uploads/dirs", .silent),
        Row("PutObject", "uploads/di/r/a", .silent), Row("PutObject", "uploads/DIR/a", .silent), Row("PutObject", "uploads/x/dir/a", .silent),
        // Literal keys that begin with `dir/`: nothing is normalised.
        Row("PutObject", "uploads/dir/../other", .allowed), Row("PutObject", "uploads/dir//a", .allowed),
        Row("PutObject", "uploads/dir/./a", .allowed),
        Row("PutObject", "uploads/other/../dir/a", .silent), Row("PutObject", "uploads/dir\\a", .silent),
        // A mark that joins the slash before it does not hide the slash, neither from the Allow nor from the Deny.
        Row("PutObject", "uploads/dir/\u{301}", .allowed), Row("PutObject", "uploads/dir/secret/\u{301}x", .denied),
        Row("PutObject", "uploads/café/a", .allowed), Row("PutObject", "uploads/cafe\u{301}/a", .silent),
        Row("PutObject", "uploads/dir/secret/a", .denied), Row("GetObject", "uploads/dir/secret/a", .denied),
        Row("PutObject", "uploads/dir/secret", .allowed), Row("PutObject", "uploads/dir/secrets/a", .allowed),
        Row("GetObject", "uploads/dir/a", .silent), Row("PutObjectAcl", "uploads/dir/a", .silent),
    ]

    @Test("the same for uploads, with a directory kept out", arguments: uploadRows) func upload(row: Row) throws {
        try Self.expect(row, Self.uploading)
    }
}

extension DirectoryPolicyTests.Row {
    init(_ action: String, _ path: String, _ outcome: Outcome) { self.init(action, path, [:], outcome) }
}
