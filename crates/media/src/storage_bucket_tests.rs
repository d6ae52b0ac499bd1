//! The storage in a bucket, against a server that speaks as Amazon's documentation says S3 does.

use axum::http::StatusCode;

use super::*;
use crate::fake_bucket::Bucket;

/// The storage in a bucket of its own.
pub(crate) async fn bucket() -> (Storage, Bucket) {
    let (bucket, endpoint) = Bucket::serve().await;
    let builder = AmazonS3Builder::new()
        .with_endpoint(endpoint)
        .with_allow_http(true)
        .with_region("eu-central-1")
        .with_access_key_id("key")
        .with_secret_access_key("secret");
    (Storage::bucket("s3://pictures/igny8", builder).unwrap(), bucket)
}

#[tokio::test]
async fn a_bucket_keeps_files_by_account_and_removes_them_together() {
    let (storage, bucket) = bucket().await;
    let (ann, bob, key) = (AccountId::new(), AccountId::new(), Uuid::now_v7());
    let bytes = |text: &'static [u8]| Bytes::from_static(text);
    storage
        .put(ann, key, Size::Thumb, Format::WebP, bytes(b"thumb"))
        .await
        .unwrap();
    storage
        .put(ann, key, Size::Original, Format::Png, bytes(b"original"))
        .await
        .unwrap();
    let name = format!("igny8/{ann}/{key}/thumb.webp");
    assert!(bucket.names().contains(&name));
    let found = storage.get(ann, key, Size::Thumb, Format::Jpeg).await.unwrap();
    assert_eq!(found, Some((bytes(b"thumb"), Format::WebP)));
    assert_eq!(
        storage.get(bob, key, Size::Thumb, Format::WebP).await.unwrap(),
        None
    );
    let task = Uuid::now_v7();
    let mut zip = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut zip, b"zip").unwrap();
    storage.put_export(ann, task, zip).await.unwrap();
    let opened = storage.export(ann, task).await.unwrap().unwrap();
    assert_eq!(opened.length, 3);
    let parts: Vec<Bytes> = opened.bytes.try_collect().await.unwrap();
    assert_eq!(parts.concat(), b"zip");
    assert!(storage.export(bob, task).await.unwrap().is_none());
    storage.delete_all(bob, key).await.unwrap();
    assert_eq!(bucket.names().len(), 3);
    storage.delete_all(ann, key).await.unwrap();
    storage.delete_all(ann, key).await.unwrap();
    assert_eq!(bucket.names(), [format!("igny8/{ann}/exports/{task}.zip")]);
    storage.delete_export(bob, task).await.unwrap();
    assert!(storage.export(ann, task).await.unwrap().is_some());
    storage.delete_export(ann, task).await.unwrap();
    storage.delete_export(ann, task).await.unwrap();
    assert_eq!(bucket.names(), Vec::<String>::new());
}

#[tokio::test]
async fn a_busy_bucket_is_asked_again_and_a_closed_one_says_so() {
    let (storage, bucket) = bucket().await;
    let (ann, key) = (AccountId::new(), Uuid::now_v7());
    bucket.refuse(0, StatusCode::SERVICE_UNAVAILABLE, "SlowDown");
    storage
        .put(ann, key, Size::Thumb, Format::WebP, Bytes::from_static(b"thumb"))
        .await
        .unwrap();
    assert_eq!(bucket.asked().len(), 2);
    bucket.refuse(0, StatusCode::FORBIDDEN, "AccessDenied");
    let error = storage
        .get(ann, key, Size::Thumb, Format::WebP)
        .await
        .unwrap_err();
    let told = std::error::Error::source(&error)
        .map(ToString::to_string)
        .unwrap_or_default();
    assert!(
        format!("{error} {told}").contains("AccessDenied"),
        "{error}: {told}"
    );
}
