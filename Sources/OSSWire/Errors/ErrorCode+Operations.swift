/// The codes that single operations and resources have besides the common ones.
///
/// OSS page: "Error responses".
extension ErrorCode {
    /// `AccessForbidden`.
    public static let accessForbidden = ErrorCode("AccessForbidden")
    /// `AccessKeyIdAndSecurityTokenNotMatch`.
    public static let accessKeyIDAndSecurityTokenNotMatch = ErrorCode("AccessKeyIdAndSecurityTokenNotMatch")
    /// `AppendSealedObjectNotAllowed`.
    public static let appendSealedObjectNotAllowed = ErrorCode("AppendSealedObjectNotAllowed")
    /// `ArchiveRestoreFileStale`.
    public static let archiveRestoreFileStale = ErrorCode("ArchiveRestoreFileStale")
    /// `ArchiveRestoreNotFinished`.
    public static let archiveRestoreNotFinished = ErrorCode("ArchiveRestoreNotFinished")
    /// `BucketAlreadyExists`.
    public static let bucketAlreadyExists = ErrorCode("BucketAlreadyExists")
    /// `BucketNotBelongTo`.
    public static let bucketNotBelongTo = ErrorCode("BucketNotBelongTo")
    /// `CnameDenied`.
    public static let cnameDenied = ErrorCode("CnameDenied")
    /// `CORSRuleBeyondLimit`.
    public static let corsRuleBeyondLimit = ErrorCode("CORSRuleBeyondLimit")
    /// `FileImmutable`.
    public static let fileImmutable = ErrorCode("FileImmutable")
    /// `InvalidObjectState`.
    public static let invalidObjectState = ErrorCode("InvalidObjectState")
    /// `InvalidPart`.
    public static let invalidPart = ErrorCode("InvalidPart")
    /// `InvalidPartOrder`.
    public static let invalidPartOrder = ErrorCode("InvalidPartOrder")
    /// `InvalidTag`.
    public static let invalidTag = ErrorCode("InvalidTag")
    /// `InvalidTaggingKey`.
    public static let invalidTaggingKey = ErrorCode("InvalidTaggingKey")
    /// `InvalidTargetType`.
    public static let invalidTargetType = ErrorCode("InvalidTargetType")
    /// `MissingArgument`.
    public static let missingArgument = ErrorCode("MissingArgument")
    /// `NonStandardHostForbidden`.
    public static let nonStandardHostForbidden = ErrorCode("NonStandardHostForbidden")
    /// `NoSuchBucketPolicy`.
    public static let noSuchBucketPolicy = ErrorCode("NoSuchBucketPolicy")
    /// `NoSuchCORSConfiguration`.
    public static let noSuchCORSConfiguration = ErrorCode("NoSuchCORSConfiguration")
    /// `NoSuchLifecycle`.
    public static let noSuchLifecycle = ErrorCode("NoSuchLifecycle")
    /// `NoSuchUpload`.
    public static let noSuchUpload = ErrorCode("NoSuchUpload")
    /// `NoSuchVersion`.
    public static let noSuchVersion = ErrorCode("NoSuchVersion")
    /// `NoSuchWebsiteConfiguration`.
    public static let noSuchWebsiteConfiguration = ErrorCode("NoSuchWebsiteConfiguration")
    /// `NotSymlink`.
    public static let notSymlink = ErrorCode("NotSymlink")
    /// `ObjectNotAppendable`.
    public static let objectNotAppendable = ErrorCode("ObjectNotAppendable")
    /// `OperationNotSupported`.
    public static let operationNotSupported = ErrorCode("OperationNotSupported")
    /// `PositionNotEqualToLength`.
    public static let positionNotEqualToLength = ErrorCode("PositionNotEqualToLength")
    /// `RepeatedTags`.
    public static let repeatedTags = ErrorCode("RepeatedTags")
    /// `RestoreAlreadyInProgress`.
    public static let restoreAlreadyInProgress = ErrorCode("RestoreAlreadyInProgress")
    /// `SecondLevelDomainForbidden`.
    public static let secondLevelDomainForbidden = ErrorCode("SecondLevelDomainForbidden")
    /// `SecurityTokenNotSupported`.
    public static let securityTokenNotSupported = ErrorCode("SecurityTokenNotSupported")
    /// `SymlinkTargetNotExist`.
    public static let symlinkTargetNotExist = ErrorCode("SymlinkTargetNotExist")
    /// `TooManyBuckets`.
    public static let tooManyBuckets = ErrorCode("TooManyBuckets")
    /// `TooManyTags`.
    public static let tooManyTags = ErrorCode("TooManyTags")
    /// `UserDisable`.
    public static let userDisable = ErrorCode("UserDisable")
}
