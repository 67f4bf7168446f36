namespace Billing.Grains;

/// <summary>Many things of one kind, worked on some at a time.</summary>
internal static class Crowd
{
    /// <summary>Works on all of them in the caller's own turns, on no more than so many at once.</summary>
    public static async Task WorkAsync<T>(this IReadOnlyList<T> crowd, int atOnce, Func<T, Task> work)
    {
        using var room = new SemaphoreSlim(atOnce);
        await Task.WhenAll(crowd.Select(async one =>
        {
            await room.WaitAsync();

            try
            {
                await work(one);
            }
            finally
            {
                room.Release();
            }
        }));
    }
}
