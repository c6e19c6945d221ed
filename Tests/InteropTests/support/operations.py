"""Every operation of an object or a bucket as a request, and what the server obeys besides: from the reference, not from the code."""

# name: (method, whether it is about an object, sub-resource parameters)
OPERATIONS = {
    "PutObject": ("PUT", True, []), "GetObject": ("GET", True, []), "HeadObject": ("HEAD", True, []), "DeleteObject": ("DELETE", True, []),
    "GetObjectMeta": ("HEAD", True, [("objectMeta", "")]), "CopyObject": ("PUT", True, []), "AppendObject": ("POST", True, [("append", ""), ("position", "0")]),
    "SealAppendObject": ("POST", True, [("seal", ""), ("position", "0")]), "PutObjectACL": ("PUT", True, [("acl", "")]),
    "GetObjectACL": ("GET", True, [("acl", "")]), "PutObjectTagging": ("PUT", True, [("tagging", "")]), "GetObjectTagging": ("GET", True, [("tagging", "")]),
    "DeleteObjectTagging": ("DELETE", True, [("tagging", "")]), "PutSymlink": ("PUT", True, [("symlink", "")]), "GetSymlink": ("GET", True, [("symlink", "")]),
    "RestoreObject": ("POST", True, [("restore", "")]), "CleanRestoredObject": ("POST", True, [("cleanRestoredObject", "")]),
    "InitiateMultipartUpload": ("POST", True, [("uploads", "")]), "UploadPart": ("PUT", True, [("partNumber", "1"), ("uploadId", "0" * 32)]),
    "CompleteMultipartUpload": ("POST", True, [("uploadId", "0" * 32)]), "AbortMultipartUpload": ("DELETE", True, [("uploadId", "0" * 32)]),
    "ListParts": ("GET", True, [("uploadId", "0" * 32)]),
    "ListObjects": ("GET", False, []), "ListObjectsV2": ("GET", False, [("list-type", "2")]), "ListObjectVersions": ("GET", False, [("versions", "")]),
    "ListMultipartUploads": ("GET", False, [("uploads", "")]), "DeleteMultipleObjects": ("POST", False, [("delete", "")]),
    "PutBucket": ("PUT", False, []), "DeleteBucket": ("DELETE", False, []), "GetBucketInfo": ("GET", False, [("bucketInfo", "")]),
    "GetBucketLocation": ("GET", False, [("location", "")]), "GetBucketStat": ("GET", False, [("stat", "")]),
    "PutBucketACL": ("PUT", False, [("acl", "")]), "GetBucketACL": ("GET", False, [("acl", "")]),
    "PutBucketVersioning": ("PUT", False, [("versioning", "")]), "GetBucketVersioning": ("GET", False, [("versioning", "")]),
    "PutBucketTags": ("PUT", False, [("tagging", "")]), "DeleteBucketTags": ("DELETE", False, [("tagging", "")]),
    "PutBucketPublicAccessBlock": ("PUT", False, [("publicAccessBlock", "")]), "DeleteBucketPublicAccessBlock": ("DELETE", False, [("publicAccessBlock", "")]),
    "PutBucketPolicy": ("PUT", False, [("policy", "")]), "GetBucketPolicy": ("GET", False, [("policy", "")]),
    "DeleteBucketPolicy": ("DELETE", False, [("policy", "")]), "PutBucketCors": ("PUT", False, [("cors", "")]), "GetBucketCors": ("GET", False, [("cors", "")]),
    "DeleteBucketCors": ("DELETE", False, [("cors", "")]), "PutBucketReferer": ("PUT", False, [("referer", "")]),
    "PutBucketLifecycle": ("PUT", False, [("lifecycle", "")]), "DeleteBucketLifecycle": ("DELETE", False, [("lifecycle", "")]),
}

# Headers that some operation obeys, with a value that it would obey.
HEADERS = [
    ("x-oss-acl", "public-read-write"), ("x-oss-object-acl", "public-read-write"), ("x-oss-storage-class", "IA"), ("x-oss-tagging", "a=b"),
    ("x-oss-meta-a", "b"), ("x-oss-forbid-overwrite", "true"), ("x-oss-forbid-overwrite", "false"), ("x-oss-copy-source", "/hostile/kept"),
    ("x-oss-copy-source-range", "bytes=0-4"), ("x-oss-copy-source-if-match", '"x"'), ("x-oss-copy-source-if-none-match", '"x"'),
    ("x-oss-copy-source-if-modified-since", "Wed, 01 Jan 2020 00:00:00 GMT"), ("x-oss-copy-source-if-unmodified-since", "Wed, 01 Jan 2020 00:00:00 GMT"),
    ("x-oss-metadata-directive", "REPLACE"), ("x-oss-tagging-directive", "Replace"), ("x-oss-symlink-target", "kept"), ("x-oss-callback", "e30="),
    ("x-oss-callback-var", "e30="), ("x-oss-complete-all", "yes"), ("x-oss-traffic-limit", "819200"), ("x-oss-range-behavior", "standard"),
    ("x-oss-server-side-encryption", "AES256"), ("x-oss-resource-group-id", "rg-other"), ("x-oss-allow-same-action-overlap", "true"),
    ("x-oss-hash-crc64ecma", "0"), ("x-oss-content-sha256", "UNSIGNED-PAYLOAD"), ("x-oss-date", "20261122T000000Z"), ("x-oss-process", "image/info"),
    ("Content-Type", "text/html"), ("Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg=="),
]

# Query parameters that some operation obeys and both versions of the signature cover.
PARAMETERS = [
    "acl", "append", "position", "seal", "objectMeta", "tagging", "symlink", "restore", "cleanRestoredObject", "uploads", "uploadId", "partNumber", "delete",
    "versions", "versionId", "bucketInfo", "location", "stat", "versioning", "publicAccessBlock", "policy", "policyStatus", "cors", "referer", "lifecycle",
    "live", "regions", "callback", "callback-var", "response-content-type", "response-content-language", "response-expires", "response-cache-control",
    "response-content-disposition", "response-content-encoding", "x-oss-process", "x-oss-traffic-limit", "x-oss-ac-source-ip", "x-oss-ac-subnet-mask",
    "x-oss-ac-vpc-id", "x-oss-ac-forward-allow", "continuation-token", "website", "logging", "encryption", "inventory", "replication", "cname", "worm",
]

# Parameters of lists, which V1 leaves unsigned: they choose a view inside of one list.
VIEWS = ["prefix", "marker", "delimiter", "max-keys", "list-type", "encoding-type", "fetch-owner", "start-after", "key-marker", "version-id-marker",
         "upload-id-marker", "part-number-marker", "max-parts", "max-uploads"]
