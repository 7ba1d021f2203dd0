using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.Foundation;

namespace TasksWeb.Language;

/// <summary>Remembers the language a person has chosen over the one the browser asks for.</summary>
[AllowAnonymous]
[AutoValidateAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class LanguageController(TimeProvider clock) : Controller
{
    [HttpPost("/language")]
    public IActionResult Choose([FromForm] string? culture, [FromForm] string? returnUrl)
    {
        if (culture is "en" or "ja")
        {
            Response.Cookies.Append(
                CookieRequestCultureProvider.DefaultCookieName,
                CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(culture)),
                new CookieOptions
                {
                    Expires = clock.GetUtcNow().AddYears(1),
                    HttpOnly = true,
                    Secure = Request.IsHttps,
                    SameSite = SameSiteMode.Lax,
                    IsEssential = true,
                });
        }
        return Redirect(returnUrl == "/" ? "/" : ReturnUrl.Local(returnUrl));
    }
}
