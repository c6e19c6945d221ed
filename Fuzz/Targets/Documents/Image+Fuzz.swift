import OSSWire

extension FuzzTarget {
    /// The heads of images, whose size callbacks tell.
    static let image = FuzzTarget("image") { input in
        guard let image = ImageInfo(prefix: input) else { return }
        try BrokenLaw.unless(image.width > 0 && image.height > 0, "an image has a size")
    }
}
